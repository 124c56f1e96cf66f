package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.entry.EntryPointCommand;
import io.turnpike.reverse.ReverseProxyCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// An edge that is killed never looks like the end of the bytes: both ends get an RST.
class KilledEdgeTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static String[] arguments(Chain chain, String... more) {
    Keys keys = chain.keys();
    String[] all = {
      "-s", "127.0.0.1:" + chain.relayPort(),
      "-g", chain.settings().group(),
      "-c", keys.serverCert().toString(),
      "-a", keys.authPrivate().toString(),
      "--authorized-keys", keys.authorizedKeys().toString(),
      "--resume-timeout", "0s"
    };
    String[] joined = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, joined, all.length, more.length);
    return joined;
  }

  private static ServerSocket server() throws Exception {
    return new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
  }

  private static void bothEndsAreReset(InetSocketAddress route, ServerSocket server, Program edge)
      throws Exception {
    try (Socket source = Tcp.connect(route);
        Socket destination = server.accept()) {
      source.getOutputStream().write(7);
      assertEquals(7, destination.getInputStream().read());
      destination.getOutputStream().write(8);
      assertEquals(8, source.getInputStream().read());
      edge.kill();
      Tcp.expectReset(source, LIMIT);
      Tcp.expectReset(destination, LIMIT);
    }
  }

  @Test
  void aKilledEntryPointResetsBothEnds() throws Exception {
    try (ServerSocket server = server();
        var chain = Chain.startRelay(ChainSettings.of())) {
      chain.addReverse(chain.settings()).awaitReady();
      try (Program entryPoint =
          Program.start(
              EntryPointCommand.class, arguments(chain, "-r", "0:" + server.getLocalPort()))) {
        int port = Integer.parseInt(entryPoint.await("listening address=\\S*:(\\d+)"));
        entryPoint.await("ready");
        bothEndsAreReset(new InetSocketAddress("127.0.0.1", port), server, entryPoint);
      }
    }
  }

  @Test
  void aKilledReverseProxyResetsBothEnds() throws Exception {
    try (ServerSocket server = server();
        var chain = Chain.startRelay(ChainSettings.of("0:" + server.getLocalPort()));
        Program reverseProxy = Program.start(ReverseProxyCommand.class, arguments(chain))) {
      reverseProxy.await("ready");
      chain.addEntry(chain.settings()).awaitReady();
      bothEndsAreReset(chain.address(), server, reverseProxy);
    }
  }
}
