package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class RoleTest {
  private static final Ready READY = new Ready.Line("ready:");

  @Test
  void aRoleIsReadyWhenItSaysSoAndIsMeasuredWithItsChildren() throws Exception {
    try (Role role = start("sleep 60 & echo ready: $!; wait")) {
      assertTrue(role.awaitReady(READY).isPositive());
      assertTrue(role.pssKib() > 0);
    }
  }

  @Test
  void closingItEndsItsChildrenToo() throws Exception {
    List<ProcessHandle> children;
    try (Role role = start("sleep 60 & echo ready: $!; wait")) {
      role.awaitReady(READY);
      children =
          ProcessHandle.current()
              .descendants()
              .filter(child -> child.info().command().orElse("").endsWith("/sleep"))
              .toList();
      assertFalse(children.isEmpty());
    }
    for (ProcessHandle child : children) {
      child.onExit().join();
      assertFalse(child.isAlive());
    }
  }

  @Test
  void aRoleThatEndsInsteadIsAFailureThatSaysWhatItSaid() throws Exception {
    try (Role role = start("echo no such port; exit 3")) {
      Failure failure = assertThrows(Failure.class, () -> role.awaitReady(READY));
      assertTrue(failure.getMessage().startsWith("the relay ended with 3"), failure.getMessage());
    }
  }

  private static Role start(String script) throws Exception {
    List<String> command = List.of("/bin/sh", "-c", script);
    return Role.start(RoleName.RELAY, Place.loopback(), command, Path.of("/tmp"), READY);
  }
}
