package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A destination that is not reached resets the source within the dial limit, and both edges log
/// why, under the connection's id.
class FailedDialTest {
  private static final Duration DIAL_LIMIT = Duration.ofSeconds(1);
  private static final Duration RESET_LIMIT = DIAL_LIMIT.plusSeconds(1);

  /// A label of 64 characters, which no name server is ever asked for.
  private static final String NO_NAME = "n".repeat(64) + ".invalid";

  /// Connects, sends at once, and wants an RST and the reason in the logs.
  ///
  /// @return how long the RST took, in milliseconds
  private static long fails(String route, String reasonAtTheReverseProxy, String reason)
      throws Exception {
    try (var log = LogCapture.begin();
        var chain = Chain.start(ChainSettings.of(route).withConnectTimeout(DIAL_LIMIT))) {
      chain.awaitPool();
      long began = System.nanoTime();
      Tcp.expectResetOf(chain.address(), new byte[100_000], RESET_LIMIT);
      long millis = (System.nanoTime() - began) / 1_000_000;
      String connection =
          log.await(
              "INFO destination not reached conn=(\\w+) .* reason=\"" + reasonAtTheReverseProxy);
      log.await("INFO stream ended conn=" + connection + " .* reason=\"" + reason + "\"");
      chain.awaitNoStreams();
      assertEquals(List.of(), log.find("^(WARN|ERROR)|Exception").toList());
      return millis;
    }
  }

  private static int unusedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aRefusalResetsTheSource() throws Exception {
    int port = unusedPort();
    fails(
        "0:127.0.0.1:" + port,
        "127.0.0.1:" + port + " refused the connection",
        "destination refused the connection");
  }

  @Test
  void anUnknownNameResetsTheSource() throws Exception {
    fails(
        "0:" + NO_NAME + ":80",
        "name \"" + NO_NAME + "\" does not resolve",
        "destination's name does not resolve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "224.0.0.1", "0.0.0.0"})
  void anAddressThatIsNotPermittedResetsTheSource(String address) throws Exception {
    fails(
        "0:" + address + ":80",
        address + ":80 is not permitted",
        "destination is not permitted by the reverse-proxy");
  }

  @Test
  void aBlackHoleResetsTheSourceWhenTheDialLimitIsOver() throws Exception {
    List<Socket> queued = new ArrayList<>();
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      fillTheBacklog(server, queued);
      long millis =
          fails(
              "0:127.0.0.1:" + server.getLocalPort(),
              "127.0.0.1:" + server.getLocalPort() + " did not answer within 1000 ms",
              "destination did not answer in time");
      assertTrue(millis >= DIAL_LIMIT.toMillis(), millis + " ms");
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  /// From here on the kernel drops every SYN to this server.
  private static void fillTheBacklog(ServerSocket server, List<Socket> queued) throws IOException {
    var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    for (int i = 0; i < 16; i++) {
      var socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(address, 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the backlog never fills");
  }

  @Test
  void aSourceThatIsGoneBeforeTheDialEndsLeavesNothing() throws Exception {
    List<Socket> queued = new ArrayList<>();
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var chain = Chain.start(ChainSettings.of("0:127.0.0.1:" + server.getLocalPort()))) {
      fillTheBacklog(server, queued);
      try (Socket source = Tcp.connect(chain.address())) {
        source.getOutputStream().write(1);
        Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 2);
        Tcp.reset(source);
      }
      chain.awaitNoStreams();
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }
}
