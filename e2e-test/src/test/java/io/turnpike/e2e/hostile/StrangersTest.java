package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Destination;
import io.turnpike.relay.StrangerLimits;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Strangers from many addresses of 127.0.0.0/8: they find no more places than there are, their
/// time ends, and an edge that was never here before finds a place meanwhile. What crowds cost an
/// authorised user is for [io.turnpike.e2e.faults.CrowdsTest].
class StrangersTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final byte[] CLIENT_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3, 7, 7, 7};

  private Destination destination;
  private Chain chain;
  private Logs logs;

  @BeforeEach
  void start() throws Exception {
    logs = new Logs();
    destination = Destination.echo();
    var settings = ChainSettings.of(destination.route()).withStrangers(StrangerLimits.DEFAULT);
    chain = Chain.start(settings);
    chain.awaitPool();
  }

  @AfterEach
  void stop() throws Exception {
    Await.until(() -> "strangers=" + relayed(), () -> relayed() == 0);
    logs.expectNoFaults();
    logs.close();
    chain.close();
    destination.close();
  }

  private int relayed() {
    return chain.relay().strangers();
  }

  @Test
  void twoThousandSilentConnections() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 2_000; i++) {
        Strangers.tryConnect(chain.relayPort(), i).ifPresent(silent::add);
      }
      int held = relayed();
      assertTrue(held > 0 && held <= StrangerLimits.DEFAULT.all(), "held=" + held);
      chain.addEntry(chain.settings()).awaitReady(); // another edge finds a place
      Await.within(LIMIT, () -> "strangers=" + relayed(), () -> relayed() == 0);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void handshakesOfOneByteASecondEndWithTheirTime() throws Exception {
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> slow = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        slow.add(crowd.submit(() -> millisUntilClosed(number)));
      }
      long longest = 0;
      for (Future<Long> each : slow) {
        longest = Math.max(longest, each.get());
      }
      System.out.printf("50 handshakes of 1 byte/s: closed after %d ms at most%n", longest);
    }
  }

  private long millisUntilClosed(int number) throws Exception {
    long began = System.nanoTime();
    try (Socket socket = Strangers.connect(chain.relayPort(), number)) {
      for (int i = 0; i < CLIENT_HELLO.length; i++) {
        socket.getOutputStream().write(CLIENT_HELLO[i]);
        socket.setSoTimeout(1_000);
        try {
          if (socket.getInputStream().read() < 0) {
            break;
          }
        } catch (SocketTimeoutException e) {
          continue; // still there
        }
      }
      assertTrue(System.nanoTime() - began < LIMIT.toNanos(), "still open");
    } catch (SocketException e) {
      // reset
    }
    return (System.nanoTime() - began) / 1_000_000;
  }
}
