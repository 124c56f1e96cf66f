package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class AdminOptionsTest {
  @Command(name = "program")
  private static final class Program {
    @Mixin private AdminOptions admin;
  }

  private static AdminOptions parse(String... args) {
    var program = new Program();
    Programs.parse(program, Map.<String, String>of()::get, args);
    return program.admin;
  }

  @Test
  void withoutTheOptionNothingIsOpened() {
    var asked = new AtomicBoolean();
    AdminOptions options = parse();
    options.check();
    options
        .open(
            "program",
            () -> {
              asked.set(true);
              throw new AssertionError();
            })
        .close();
    assertEquals(false, asked.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9090", "[::]:9090", "192.0.2.1:9090"})
  void anOpenDoorHasToBeMeant(String address) {
    var error = assertThrows(UserError.class, () -> parse("--admin", address).check());
    assertEquals(ExitCode.USAGE, error.exitCode());
    assertTrue(error.line().startsWith("--admin: " + address + " is open to other hosts"));
    assertTrue(error.line().contains("expected: 127.0.0.1:PORT"), error.line());
    parse("--admin", address, "--admin-remote").check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9090", "[::1]:9090", "unix:/run/turnpike.sock"})
  void aLocalOneHasNot(String address) {
    parse("--admin", address).check();
  }

  @Test
  void whatIsNoAddressIsRefused() {
    var error = assertThrows(UserError.class, () -> parse("--admin", "9090").check());
    assertEquals(
        "--admin: \"9090\" (expected: 127.0.0.1:PORT, [::1]:PORT or unix:PATH)", error.line());
  }
}
