package io.turnpike.bench.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LongPathTest {
  private LongPath path;

  @BeforeEach
  void open() throws Exception {
    Optional<String> missing = LongPath.missing();
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    path = LongPath.open();
  }

  @AfterEach
  void close() throws Exception {
    if (path != null) {
      path.close();
    }
  }

  @Test
  void aConnectionFromEndToEndTakesTheRoundTripOfBothLinks() throws Exception {
    try (ServerSocket listener = path.reverse().call(() -> new ServerSocket(0))) {
      assertTrue(connectNanos(LongPath.REVERSE_ADDRESS, listener) >= LongPath.ROUND_TRIP.toNanos());
    }
  }

  @Test
  void aConnectionToTheMiddleTakesHalfOfIt() throws Exception {
    Duration half = LongPath.ROUND_TRIP.dividedBy(2);
    try (ServerSocket listener = path.relay().call(() -> new ServerSocket(0))) {
      assertTrue(connectNanos(LongPath.RELAY_ADDRESS, listener) >= half.toNanos());
    }
  }

  private long connectNanos(String address, ServerSocket listener) throws Exception {
    long start = System.nanoTime();
    connect(address, listener).close();
    return System.nanoTime() - start;
  }

  private Socket connect(String address, ServerSocket listener) throws Exception {
    return path.entry()
        .call(() -> {
          Socket socket = new Socket();
          socket.connect(new InetSocketAddress(address, listener.getLocalPort()));
          return socket;
        });
  }

  /// More than the ring holds, so that it wraps; segmentation by the kernel included.
  @Test
  void allBytesArriveInOrderAndNoPacketIsLost() throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    int times = 80;
    try (ServerSocket listener = path.reverse().call(() -> new ServerSocket(0));
        Socket socket = connect(LongPath.REVERSE_ADDRESS, listener);
        Socket accepted = listener.accept()) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            try {
              for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(sent);
              }
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      InputStream in = accepted.getInputStream();
      for (int i = 0; i < times; i++) {
        assertArrayEquals(sent, in.readNBytes(sent.length));
      }
      writing.get();
    }
    assertEquals(0, path.refused());
  }

  @Test
  void itsDevicesAreNotSeenOutside() throws Exception {
    assertTrue(
        NetworkInterface.networkInterfaces().noneMatch(each -> each.getName().equals("near")));
    assertTrue(
        path.entry()
            .call(NetworkInterface::networkInterfaces)
            .anyMatch(each -> each.getName().equals("near")));
  }
}
