package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.e2e.Keys;
import io.turnpike.e2e.Program;
import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.relay.RelayServerCommand;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What strangers cost a relay in a process of its own: its processor time, read from the kernel,
/// which does not depend on what else the machine does.
class StrangerCostTest {
  private static final int WARM_UP = 150;
  private static final int HANDSHAKES = 100;
  private static final int TURNED_AWAY = 1_000;
  private static final double MILLIS_PER_TICK = 10;

  /// User and system time of a process, in clock ticks.
  private static long ticks(long pid) throws IOException {
    Path file = Path.of("/proc", String.valueOf(pid), "stat");
    assumeTrue(Files.exists(file), "no " + file + " on this system");
    String stat = Files.readString(file);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static void refused(int port, RawEdge.Tls tls, int number) throws Exception {
    try (var edge = RawEdge.of(Strangers.connect(port, number), tls)) {
      var answer = (Frame.Refused) edge.send(Frames.hello(Role.ENTRY, "7")).read();
      assertEquals(RefusalCode.DENIED, answer.code());
    }
  }

  @Test
  void ofTheRelaysProcessor() throws Exception {
    try (var keys = Keys.make();
        var relay =
            Program.start(
                RelayServerCommand.class,
                "--port=0",
                "--host=127.0.0.1",
                "--server-cert=" + keys.serverCert(),
                "--server-key=" + keys.serverKey(),
                "--auth-public-key=" + keys.authPublic(),
                "--max-strangers-per-second=1000000")) {
      int port = Integer.parseInt(relay.await("ready: listening address=.*:(\\d+)"));
      var tls = RawEdge.Tls.turnpike(IdentityKeyPair.generate());
      for (int i = 0; i < WARM_UP; i++) {
        refused(port, tls, i);
      }
      long before = ticks(relay.pid());
      for (int i = 0; i < HANDSHAKES; i++) {
        refused(port, tls, WARM_UP + i);
      }
      double handshake = (ticks(relay.pid()) - before) * MILLIS_PER_TICK / HANDSHAKES;
      double turnedAway = millisOfOneTurnedAway(relay, port);
      System.out.printf(
          "relay's processor time: %.2f ms for a handshake and HELLO of a stranger, %.3f ms for one"
              + " that is turned away%n",
          handshake, turnedAway);
      assertTrue(turnedAway < handshake, "turning away costs as much as a handshake");
    }
  }

  /// One source has all its places taken.
  private static double millisOfOneTurnedAway(Program relay, int port) throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Strangers.tryConnect(port, 60_000).ifPresent(silent::add);
      }
      long before = ticks(relay.pid());
      for (int i = 0; i < TURNED_AWAY; i++) {
        var socket = Strangers.tryConnect(port, 60_000);
        if (socket.isPresent()) {
          Strangers.awaitEnd(socket.get());
        }
      }
      return (ticks(relay.pid()) - before) * MILLIS_PER_TICK / TURNED_AWAY;
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }
}
