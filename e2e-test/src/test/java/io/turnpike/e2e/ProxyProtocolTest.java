package io.turnpike.e2e;

import static io.turnpike.e2e.ProxyHeader.addresses;
import static io.turnpike.e2e.ProxyHeader.ascii;
import static io.turnpike.e2e.ProxyHeader.noise;
import static io.turnpike.e2e.ProxyHeader.trusting;
import static io.turnpike.e2e.ProxyHeader.v2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Listeners whose connections begin with a PROXY header, at the tcp-proxy and at the entry-point
/// of a chain. What the program takes for the source is what its `proxy-protocol` filter tells the
/// destination.
class ProxyProtocolTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String V4 = "TCP4 192.0.2.7 127.0.0.1 4711";
  private static final String V6 = "TCP6 2001:db8::7 ::ffff:7f00:1 4711";
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final Content LARGE = new Content(3, 10 << 20);

  /// Where the listener is.
  private enum Where {
    PROXY {
      @Override
      Carrier start(Destination destination, String options) throws Exception {
        return Proxy.start("--threads 3 " + options, destination.route());
      }
    },
    ENTRY_POINT {
      @Override
      Carrier start(Destination destination, String options) throws Exception {
        return FilteredChain.start("--threads 3 " + options, "", destination);
      }
    };

    abstract Carrier start(Destination destination, String options) throws Exception;
  }

  /// A header, and who the program is to take for the source: nobody but the sender where empty.
  static Stream<Arguments> headers() throws IOException {
    byte[] tlv = HexFormat.of().parseHex("0100026832" + "ee0003010203" + "e00000");
    return Stream.of(
            Arguments.of("v1 IPv4", ascii("PROXY TCP4 192.0.2.7 198.51.100.1 4711 80\r\n"), V4),
            Arguments.of("v1 IPv6", ascii("PROXY TCP6 2001:db8::7 2001:db8::1 4711 80\r\n"), V6),
            Arguments.of("v1 unknown", ascii("PROXY UNKNOWN\r\n"), ""),
            Arguments.of("v1 unknown, more", ascii("PROXY UNKNOWN ffff:f ::1 1 2\r\n"), ""),
            Arguments.of("v2 IPv4", v2(1, 0x11, addresses("192.0.2.7", 4711)), V4),
            Arguments.of("v2 IPv6", v2(1, 0x21, addresses("2001:db8::7", 4711)), V6),
            Arguments.of("v2 TLVs", v2(1, 0x11, addresses("192.0.2.7", 4711), tlv), V4),
            Arguments.of("v2 large", v2(1, 0x11, addresses("192.0.2.7", 4711), noise(4000)), V4),
            Arguments.of("v2 local", v2(0, 0x00), ""),
            Arguments.of("v2 local, more", v2(0, 0x11, addresses("192.0.2.7", 4711)), ""),
            Arguments.of("v2 unspecified", v2(1, 0x00, new byte[7]), ""),
            Arguments.of("v2 unix", v2(1, 0x31, new byte[216]), ""),
            Arguments.of("v2 UDP", v2(1, 0x12, addresses("192.0.2.7", 4711)), ""))
        .flatMap(header ->
            Stream.of(Where.values())
                .map(where ->
                    Arguments.of(where, header.get()[0], header.get()[1], header.get()[2])));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void theHeaderSaysWhoTheSourceIs(Where where, String what, byte[] header, String expected)
      throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var carrier =
            where.start(destination, trusting("127.0.0.1") + "--filter proxy-protocol:v1");
        Socket socket = Tcp.connect(carrier.address())) {
      var all = new ByteArrayOutputStream();
      all.write(header);
      all.write(HELLO);
      socket.getOutputStream().write(all.toByteArray());
      socket.shutdownOutput();
      String echo = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String source =
          expected.isEmpty() ? "TCP4 127.0.0.1 127.0.0.1 " + socket.getLocalPort() : expected;
      assertEquals("PROXY " + source + " " + destination.port() + "\r\nhello", echo, what);
      String address = source.split(" ")[1];
      log.await(
          " opened conn=.* source="
              + (address.indexOf(':') < 0 ? address : "\\[" + address + "\\]")
              + ":"
              + source.split(" ")[3]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHeaderMayComeByteByByte(Where where) throws Exception {
    byte[] header = ascii("PROXY TCP4 192.0.2.7 198.51.100.1 4711 80\r\n");
    try (var destination = Destination.echo();
        var carrier = where.start(destination, trusting("127.0.0.0/8"));
        Socket socket = Tcp.connect(carrier.address())) {
      OutputStream out = socket.getOutputStream();
      for (byte each : header) {
        out.write(each);
      }
      for (byte each : HELLO) {
        out.write(each);
      }
      socket.shutdownOutput();
      assertArrayEquals(HELLO, socket.getInputStream().readAllBytes());
    }
  }

  /// The destination speaks first: nothing but the header comes from the source.
  @ParameterizedTest
  @EnumSource
  void nothingNeedsToFollowTheHeader(Where where) throws Exception {
    try (var destination = Destination.source(HELLO);
        var carrier = where.start(destination, trusting("127.0.0.1"));
        Socket socket = Tcp.connect(carrier.address())) {
      socket.getOutputStream().write(v2(1, 0x11, addresses("192.0.2.7", 4711)));
      assertArrayEquals(HELLO, socket.getInputStream().readAllBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesAndEndsPassBehindTheHeader(Where where) throws Exception {
    byte[] header = v2(1, 0x21, addresses("2001:db8::7", 4711));
    try (var destination =
            Destination.start(socket -> {
              assertArrayEquals(LARGE.sha256(), LARGE.readFrom(socket.getInputStream()));
              LARGE.writeTo(socket.getOutputStream());
            });
        var carrier = where.start(destination, trusting("127.0.0.1"))) {
      for (int i = 0; i < 20; i++) {
        try (Socket socket = Tcp.connect(carrier.address())) {
          socket.getOutputStream().write(header);
          LARGE.writeTo(socket.getOutputStream());
          socket.shutdownOutput();
          assertArrayEquals(LARGE.sha256(), LARGE.readFrom(socket.getInputStream()));
        }
      }
      carrier.awaitNoStreams();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEndRightBehindTheHeaderIsAnEnd(Where where) throws Exception {
    try (var destination = Destination.start(Tcp::expectEnd);
        var carrier = where.start(destination, trusting("127.0.0.1"))) {
      for (int i = 0; i < 50; i++) {
        try (Socket socket = Tcp.connect(carrier.address())) {
          socket.getOutputStream().write(ascii("PROXY UNKNOWN\r\n"));
          socket.shutdownOutput();
          Tcp.expectEnd(socket);
        }
      }
      carrier.awaitNoStreams();
      assertEquals(50, destination.accepted());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetRightBehindTheHeaderLeavesNothing(Where where) throws Exception {
    try (var destination = Destination.start(socket -> Tcp.awaitGone(socket, SOON));
        var carrier = where.start(destination, trusting("127.0.0.1"))) {
      for (int i = 0; i < 50; i++) {
        Socket socket = Tcp.connect(carrier.address());
        socket.getOutputStream().write(ascii("PROXY UNKNOWN\r\nhello"));
        Tcp.reset(socket);
      }
      carrier.awaitNoStreams();
      destination.awaitNone();
    }
  }

  @Test
  void theReverseProxyKnowsTheSource() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var chain =
            FilteredChain.start(trusting("127.0.0.1"), "--filter proxy-protocol:v1", destination);
        Socket socket = Tcp.connect(chain.address())) {
      socket.getOutputStream().write(ascii("PROXY TCP4 192.0.2.7 198.51.100.1 4711 80\r\nhello"));
      socket.shutdownOutput();
      String echo = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals("PROXY TCP4 192.0.2.7 127.0.0.1 4711 " + destination.port() + "\r\nhello", echo);
      log.await("stream opened conn=[0-9a-f]{8} source=192.0.2.7:4711 destination=");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void oneProxyTellsTheNext(String version) throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var second = Proxy.start(trusting("127.0.0.1"), destination.route());
        var first =
            Proxy.start(
                "--filter proxy-protocol:%s --listen 127.0.0.1:0 --backend 127.0.0.1:%d"
                    .formatted(version, second.address().getPort()));
        Socket socket = Tcp.connect(first.address())) {
      socket.getOutputStream().write(HELLO);
      socket.shutdownOutput();
      assertArrayEquals(HELLO, socket.getInputStream().readAllBytes());
      assertEquals(
          2, log.find("opened conn=.* source=127.0.0.1:" + socket.getLocalPort() + " ").count());
    }
  }
}
