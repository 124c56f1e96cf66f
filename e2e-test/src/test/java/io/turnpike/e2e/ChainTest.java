package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The fixture itself: it starts, forwards, counts, and restarts its parts.
class ChainTest {
  private static final byte[] HELLO = "hello, wire".getBytes(StandardCharsets.UTF_8);

  private static void echoes(InetSocketAddress address) throws Exception {
    try (Socket source = Tcp.connect(address)) {
      source.getOutputStream().write(HELLO);
      source.shutdownOutput();
      assertArrayEquals(HELLO, source.getInputStream().readAllBytes());
    }
  }

  @Test
  void forwardsAndCounts() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      chain.awaitPool();
      assertEquals(chain.settings().pool(), chain.relay().pairs());
      try (Socket source = Tcp.connect(chain.address())) {
        source.getOutputStream().write(HELLO);
        assertArrayEquals(HELLO, source.getInputStream().readNBytes(HELLO.length));
        assertEquals(2, chain.streams());
        assertEquals(1, destination.open());
        assertEquals(1, chain.entry().edge().sessions().count());
      }
      chain.awaitNoStreams();
      destination.awaitNone();
    }
  }

  @Test
  void everyPartCanBeRestarted() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      InetSocketAddress address = chain.address();
      echoes(address);
      chain.restartEntry(0);
      assertEquals(address, chain.address());
      echoes(address);
      chain.restartReverse(0);
      chain.reverse().awaitReady();
      chain.stopRelay();
      chain.awaitTunnels(0);
      chain.startRelayAgain();
      chain.awaitPool();
      echoes(address);
    }
  }

  @Test
  void severalEdgesShareAGroup() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      chain.addReverse(chain.settings()).awaitReady();
      chain.addEntry(chain.settings()).awaitReady();
      echoes(Chain.address(chain.entries().get(1), 0));
      echoes(chain.address());
    }
  }
}
