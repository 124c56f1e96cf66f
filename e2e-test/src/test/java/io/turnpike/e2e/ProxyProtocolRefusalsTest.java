package io.turnpike.e2e;

import static io.turnpike.e2e.ProxyHeader.addresses;
import static io.turnpike.e2e.ProxyHeader.ascii;
import static io.turnpike.e2e.ProxyHeader.noise;
import static io.turnpike.e2e.ProxyHeader.trusting;
import static io.turnpike.e2e.ProxyHeader.v2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is refused where each connection has to begin with a PROXY header: those who send none, or
/// may send none, and those whom limits and lists keep out by the source that theirs names.
class ProxyProtocolRefusalsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n",
        "PROXY TCP4 nobody 198.51.100.1 4711 80\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 4711 66000\r\n",
        "PROXY TCP4 2001:db8::7 2001:db8::1 4711 80\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 4711 80 and so on, with no end of the line in the hundred and eight bytes that there may be",
      })
  void whatIsNoHeaderIsReset(String bytes) throws Exception {
    isReset(ascii(bytes));
  }

  @Test
  void aWrongBinaryHeaderIsReset() throws Exception {
    isReset(v2(2, 0x11, addresses("192.0.2.7", 4711)));
    isReset(v2(1, 0x41, addresses("192.0.2.7", 4711)));
    isReset(v2(1, 0x11, new byte[11]));
    isReset(v2(1, 0x11, addresses("192.0.2.7", 4711), noise(8000)));
  }

  private static void isReset(byte[] bytes) throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy = Proxy.start(trusting("127.0.0.1"), destination.route())) {
      for (int i = 0; i < 5; i++) {
        Tcp.expectResetOf(proxy.address(), bytes, SOON);
      }
      log.await("INFO connections refused count=1 source=127.0.0.1:\\d+ reason=\"no PROXY header");
      assertEquals(1, log.find("INFO .*refused").count());
      assertEquals(0, destination.accepted());
    }
  }

  @Test
  void whoEndsBeforeTheHeaderIsRefused() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy = Proxy.start(trusting("127.0.0.1"), destination.route());
        Socket socket = Tcp.connect(proxy.address())) {
      socket.getOutputStream().write(ascii("PROXY TCP4"));
      socket.shutdownOutput();
      Tcp.expectReset(socket, SOON);
      log.await("DEBUG refused .*the header did not come before the end");
    }
  }

  @Test
  void whoSaysNothingIsRefusedInTime() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy = Proxy.start(trusting("127.0.0.1"), destination.route());
        Socket silent = Tcp.connect(proxy.address());
        Socket slow = Tcp.connect(proxy.address())) {
      slow.getOutputStream().write('P');
      Tcp.expectReset(silent, SOON);
      Tcp.expectReset(slow, SOON);
      log.await("DEBUG refused .*the header did not come within 5000 ms");
    }
  }

  @Test
  void whoIsNotTrustedIsRefusedWithAndWithoutAHeader() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy = Proxy.start(trusting("127.0.0.2,10.0.0.0/8"), destination.route())) {
      Tcp.expectResetOf(proxy.address(), ascii("PROXY UNKNOWN\r\n"), SOON);
      Tcp.expectResetOf(proxy.address(), HELLO, SOON);
      log.await("connections refused count=1 .*this sender is not in --accept-proxy-protocol");
      try (Socket trusted = new Socket()) {
        trusted.bind(new InetSocketAddress("127.0.0.2", 0));
        trusted.connect(proxy.address());
        trusted.getOutputStream().write(ascii("PROXY UNKNOWN\r\nhello"));
        trusted.shutdownOutput();
        assertArrayEquals(HELLO, trusted.getInputStream().readAllBytes());
      }
    }
  }

  private static Socket from(Carrier carrier, String source) throws IOException {
    Socket socket = Tcp.connect(carrier.address());
    socket
        .getOutputStream()
        .write(ascii("PROXY TCP4 " + source + " 198.51.100.1 4711 80\r\nhello"));
    return socket;
  }

  @Test
  void limitsAndListsAreForTheSourceThatTheHeaderNames() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy =
            Proxy.start(
                trusting("127.0.0.1")
                    + "--max-connections-per-source 1 --deny 192.0.2.9 -r 192.0.2.0/24:0:"
                    + destination.address())) {
      List<Socket> open = new ArrayList<>();
      for (String source : List.of("192.0.2.1", "192.0.2.2")) {
        Socket socket = from(proxy, source);
        assertArrayEquals(HELLO, socket.getInputStream().readNBytes(5));
        open.add(socket);
      }
      try (Socket second = from(proxy, "192.0.2.1")) {
        Tcp.expectReset(second, SOON);
      }
      log.await("refused .* source=192.0.2.1:4711 .*--max-connections-per-source is reached");
      for (String source : List.of("192.0.2.9", "203.0.113.1")) {
        try (Socket socket = from(proxy, source)) {
          Tcp.expectReset(socket, SOON);
        }
        log.await("refused source=" + source + ":4711 .*this source is not permitted");
      }
      for (Socket socket : open) {
        socket.close();
      }
      proxy.awaitNoStreams();
      try (Socket again = from(proxy, "192.0.2.1")) {
        assertArrayEquals(HELLO, again.getInputStream().readNBytes(5));
      }
      destination.awaitNone();
    }
  }
}
