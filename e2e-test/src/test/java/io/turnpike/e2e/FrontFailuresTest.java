package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a front answers when nothing comes of a request: a number, an end in order behind it, and
/// nothing left.
@Timeout(60)
class FrontFailuresTest {
  private static final String BOTH = "--socks 0 --http-connect 0 ";

  private static int ask(FilteredChain chain, Asking asking, String host, int port)
      throws IOException {
    InetSocketAddress address = chain.entry().addresses().get(asking.ordinal());
    try (Socket source = Tcp.connect(address)) {
      source.getOutputStream().write(asking.request(host, port));
      int answer = asking.answer(source.getInputStream());
      source.getInputStream().transferTo(OutputStream.nullOutputStream()); // no reset
      return answer;
    }
  }

  private static void expect(FilteredChain chain, int socks, int http, String host, int port)
      throws IOException {
    assertEquals(socks, ask(chain, Asking.SOCKS, host, port));
    assertEquals(http, ask(chain, Asking.HTTP_CONNECT, host, port));
    Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 0);
  }

  @Test
  void theFarEndsReasonIsTold() throws Exception {
    List<Socket> queued = new ArrayList<>();
    try (var log = LogCapture.begin();
        var chain =
            FilteredChain.start(BOTH, "--connect-timeout 1s --deny 127.0.0.9:* --allow *:*");
        var hole = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      expect(chain, 2, 403, "127.0.0.9", 80);
      expect(chain, 4, 502, "n".repeat(63) + ".invalid", 80);
      expect(chain, 5, 502, "127.0.0.1", Commands.freePort());
      fill(hole, queued);
      expect(chain, 6, 504, "127.0.0.1", hole.getLocalPort());
      log.await("stream ended .* by=destination reason=\"destination did not answer in time\"");
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  /// From here on the kernel drops every SYN to this server.
  private static void fill(ServerSocket server, List<Socket> queued) throws IOException {
    for (int i = 0; i < 16; i++) {
      var socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 300);
      } catch (IOException e) {
        return;
      }
    }
    throw new AssertionError("the backlog never fills");
  }

  @Test
  void aLimitOfTheFarEndIsTold() throws Exception {
    try (var destination = Destination.start(FrontFailuresTest::readToAnyEnd);
        var chain = FilteredChain.start(BOTH, "--max-streams 1");
        Socket first = Tcp.connect(chain.address())) {
      first.getOutputStream().write(Asking.SOCKS.request("127.0.0.1", destination.port()));
      assertEquals(0, Asking.SOCKS.answer(first.getInputStream()));
      assertEquals(1, ask(chain, Asking.SOCKS, "127.0.0.1", destination.port()));
      assertEquals(503, ask(chain, Asking.HTTP_CONNECT, "127.0.0.1", destination.port()));
    }
  }

  private static void readToAnyEnd(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the end of the test
    }
  }

  @Test
  void thatThereIsNoTunnelIsTold() throws Exception {
    try (var chain = FilteredChain.start("--connect-timeout 500ms " + BOTH, "")) {
      chain.stopReverse();
      expect(chain, 1, 503, "127.0.0.1", 80);
      Await.until(() -> "waiting=" + chain.entry().waiting(), () -> chain.entry().waiting() == 0);
    }
  }

  @Test
  void whatIsNoConnectIsRefused() throws Exception {
    try (var chain = FilteredChain.start(BOTH, "")) {
      exchange(chain, 0, new byte[] {5, 1, 2}, new byte[] {5, (byte) 0xff});
      exchange(
          chain,
          0,
          new byte[] {4, 1, 0, 80, 127, 0, 0, 1, 0},
          new byte[] {0, 91, 0, 0, 0, 0, 0, 0});
      byte[] bind = {5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80};
      exchange(chain, 0, bind, new byte[] {5, 0, 5, 7, 0, 1, 0, 0, 0, 0, 0, 0});
      byte[] oddAddress = {5, 1, 0, 5, 1, 0, 9, 127, 0, 0, 1, 0, 80};
      exchange(chain, 0, oddAddress, new byte[] {5, 0, 5, 8, 0, 1, 0, 0, 0, 0, 0, 0});
      InetSocketAddress http = chain.entry().addresses().get(1);
      try (Socket source = Tcp.connect(http)) {
        source
            .getOutputStream()
            .write(
                "GET http://nas/ HTTP/1.1\r\nHost: nas\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(source.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(
            answer.matches(
                "(?s)HTTP/1.1 405 .*allow: CONNECT.*\r\n\r\nturnpike: a method other than CONNECT.*\n"),
            answer);
      }
    }
  }

  private static void exchange(FilteredChain chain, int front, byte[] words, byte[] answer)
      throws IOException {
    try (Socket source = Tcp.connect(chain.entry().addresses().get(front))) {
      source.getOutputStream().write(words);
      assertArrayEquals(answer, source.getInputStream().readAllBytes());
    }
  }

  @Test
  void aRequestThatDoesNotComeIsWaitedForSoLong() throws Exception {
    try (var log = LogCapture.begin();
        var chain = FilteredChain.start(BOTH, "");
        Socket socks = Tcp.connect(chain.entry().addresses().get(0));
        Socket http = Tcp.connect(chain.entry().addresses().get(1))) {
      socks.getOutputStream().write(new byte[] {5, 1, 0, 5, 1});
      http.getOutputStream()
          .write("CONNECT nas:80 HTTP/1.1\r\nA".getBytes(StandardCharsets.US_ASCII));
      assertEquals(5, socks.getInputStream().read());
      assertEquals(0, socks.getInputStream().read());
      Tcp.expectReset(socks, Await.LIMIT);
      Tcp.expectReset(http, Await.LIMIT);
      log.await(
          "connection refused source=.* route=socks=127.0.0.1:0 reason=\"no request within 10000 ms\"");
    }
  }

  @Test
  void whoMayNotConnectIsResetAndLimitsHold() throws Exception {
    try (var log = LogCapture.begin();
        var chain =
            FilteredChain.start("--socks 10.0.0.0/8:0 --http-connect 0 --max-connections 1", "")) {
      int port = chain.entry().addresses().get(0).getPort();
      Tcp.expectResetOf(new InetSocketAddress("127.0.0.1", port), new byte[] {5}, Await.LIMIT);
      log.await("connections refused .*this source is not permitted");
      InetSocketAddress http = chain.entry().addresses().get(1);
      try (Socket first = Tcp.connect(http)) {
        first.getOutputStream().write('C');
        Tcp.expectResetOf(http, new byte[] {5}, Await.LIMIT);
        log.await("connections refused .*--max-connections is reached");
      }
    }
  }
}
