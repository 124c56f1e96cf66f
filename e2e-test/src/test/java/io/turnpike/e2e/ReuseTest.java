package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A new connection finds a tunnel that is secured already: no handshake is on its path.
class ReuseTest {
  private static void echoOneByte(Chain chain) throws Exception {
    try (Socket source = Tcp.connect(chain.address())) {
      source.getOutputStream().write(7);
      assertEquals(7, source.getInputStream().read());
    }
  }

  private static void expectNoHandshake(LogCapture log, Chain chain, int connections) {
    chain.awaitNoStreams();
    long opened = log.find("stream opened conn=.* waited=").count();
    long waited = log.find("stream opened conn=.* waited=true").count();
    long handshakes = log.find("tunnel .*-> SECURED").count();
    System.out.printf(
        "connections=%d waited=%d handshakes=%d tunnels=%d%n",
        opened, waited, handshakes, chain.relay().pairs());
    assertEquals(connections, opened);
    assertEquals(0, waited);
    assertEquals(0, handshakes);
    assertEquals(4, chain.relay().pairs());
  }

  @Test
  void thousandConnectionsOneAfterAnotherUseTheSameFourTunnels() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()).withPool(4, 4))) {
      chain.awaitPool();
      try (var log = LogCapture.begin()) {
        for (int i = 0; i < 1000; i++) {
          echoOneByte(chain);
        }
        expectNoHandshake(log, chain, 1000);
      }
    }
  }

  @Test
  void hundredConnectionsAtOnceShareTheFourTunnels() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()).withPool(4, 4));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      chain.awaitPool();
      try (var log = LogCapture.begin()) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          all.add(
              executor.submit(() -> {
                echoOneByte(chain);
                return null;
              }));
        }
        for (Future<?> one : all) {
          one.get();
        }
        expectNoHandshake(log, chain, 100);
      }
    }
  }

  @Test
  void poolGrowsBehindStreamsThatStayAndNotInFrontOfThem() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()).withPool(4, 8));
        var log = LogCapture.begin()) {
      chain.awaitPool();
      List<Socket> sources = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Socket source = Tcp.connect(chain.address());
        sources.add(source);
        source.getOutputStream().write(7);
        assertEquals(7, source.getInputStream().read());
      }
      assertEquals(0, log.find("stream opened conn=.* waited=true").count());
      chain.awaitTunnels(8);
      for (Socket source : sources) {
        source.close();
      }
      chain.awaitNoStreams();
      assertTrue(chain.relay().pairs() <= 8);
    }
  }
}
