package io.turnpike.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.forward.OpenFailure;
import io.turnpike.net.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both protocols behind their codecs, without sockets.
class DialogueTest {
  /// What was said, in hexadecimal.
  private static String say(Dialogue dialogue, Object message) {
    var channel = new EmbeddedChannel(dialogue.encoder());
    channel.writeOutbound(message);
    var all = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    channel.finishAndReleaseAll();
    String hex = ByteBufUtil.hexDump(all);
    all.release();
    return hex;
  }

  /// The last step that these bytes lead to.
  private static Step hear(Dialogue dialogue, byte[] bytes) {
    var channel = new EmbeddedChannel(dialogue.decoders().toArray(ChannelHandler[]::new));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    Step step = new Step.More();
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      step = dialogue.on(next);
      if (step instanceof Step.Refuse) {
        break;
      }
    }
    channel.finishAndReleaseAll();
    return step;
  }

  private static Step socks(String hex) {
    return hear(new SocksDialogue(), ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
  }

  private static Step http(String text) {
    return hear(
        new HttpConnectDialogue(),
        text.replace("\\r\\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "05 01 00 05 01 00 01 7f 00 00 01 00 50, 127.0.0.1:80",
    "05 02 02 00 05 01 00 03 06 6e 61 73 2e 6c 61 01 bb, nas.la:443",
    "05 01 00 05 01 00 04 fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 05 00 16, [fd00::5]:22"
  })
  void socksNamesTheDestination(String hex, String destination) {
    assertEquals(new Step.Open(HostPort.parse(destination)), socks(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "05 01 02, 05ff",
    "05 00, 05ff",
    "05 01 00 05 02 00 01 7f 00 00 01 00 50, 05070001000000000000",
    "05 01 00 05 03 00 01 7f 00 00 01 00 50, 05070001000000000000",
    "05 01 00 05 01 00 09 7f 00 00 01 00 50, 05080001000000000000",
    "05 01 00 06 01 00 01 7f 00 00 01 00 50, 05010001000000000000",
    "05 01 00 05 01 00 03 03 61 20 62 00 50, 05040001000000000000",
    "04 01 00 50 7f 00 00 01 00, 005b000000000000"
  })
  void socksRefuses(String hex, String answer) {
    var refusal = assertInstanceOf(Step.Refuse.class, socks(hex));
    assertEquals(answer, say(new SocksDialogue(), refusal.message()));
  }

  @Test
  void socksSaysNothingToWhoSpeaksSomethingElse() {
    var refusal = assertInstanceOf(Step.Refuse.class, socks("47 45 54 20"));
    assertEquals(null, refusal.message());
    assertEquals("not SOCKS5: it begins with 0x47", refusal.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT nas.lan:443 HTTP/1.1\\r\\nHost: nas.lan:443\\r\\n\\r\\n, nas.lan:443",
    "CONNECT [fd00::5]:22 HTTP/1.0\\r\\n\\r\\n, [fd00::5]:22",
    "CONNECT 127.0.0.1:80 HTTP/1.1\\r\\nContent-Length: 0\\r\\n\\r\\n, 127.0.0.1:80"
  })
  void connectNamesTheDestination(String request, String destination) {
    assertEquals(new Step.Open(HostPort.parse(destination)), http(request));
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://nas.lan/ HTTP/1.1\\r\\nHost: nas.lan\\r\\n\\r\\n, 405 Method Not Allowed",
    "CONNECT nas.lan HTTP/1.1\\r\\n\\r\\n, 400 Bad Request",
    "CONNECT http://nas.lan:80/ HTTP/1.1\\r\\n\\r\\n, 400 Bad Request",
    "CONNECT nas.lan:80 HTTP/1.1\\r\\nContent-Length: 5\\r\\n\\r\\nhello, 400 Bad Request",
    "CONNECT nas.lan:80 HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n, 400 Bad Request",
    "CONNECT nas.lan:80 HTTP/1.1\\r\\nno header\\r\\n\\r\\n, 400 Bad Request",
    "what is this\\r\\n\\r\\n, 400 Bad Request"
  })
  void connectRefuses(String request, String status) {
    var refusal = assertInstanceOf(Step.Refuse.class, http(request));
    String answer = text(say(new HttpConnectDialogue(), refusal.message()));
    assertEquals("HTTP/1.1 " + status, answer.lines().findFirst().orElseThrow());
    assertEquals("turnpike: " + refusal.reason(), answer.lines().toList().getLast());
  }

  @Test
  void connectRefusesALineOrHeadersThatAreTooLong() {
    assertInstanceOf(
        Step.Refuse.class,
        http(
            "CONNECT " + "a".repeat(HttpConnectDialogue.MOST_LINE_BYTES) + ":80 HTTP/1.1\r\n\r\n"));
    assertInstanceOf(
        Step.Refuse.class,
        http(
            "CONNECT nas.lan:80 HTTP/1.1\r\nA: "
                + "a".repeat(HttpConnectDialogue.MOST_HEADER_BYTES)
                + "\r\n\r\n"));
  }

  private static String text(String hex) {
    return new String(ByteBufUtil.decodeHexDump(hex), StandardCharsets.UTF_8);
  }

  @Test
  void successHasNoBody() {
    var connect = new HttpConnectDialogue();
    assertEquals(
        "HTTP/1.1 200 Connection established\r\n\r\n", text(say(connect, connect.opened())));
    var socks = new SocksDialogue();
    assertEquals("05000001000000000000", say(socks, socks.opened()));
  }

  @Test
  void everyFailureHasItsNumber() {
    Map<OpenFailure, String> expected = new EnumMap<>(OpenFailure.class);
    expected.put(OpenFailure.REFUSED, "05 502");
    expected.put(OpenFailure.TIMED_OUT, "06 504");
    expected.put(OpenFailure.NO_SUCH_NAME, "04 502");
    expected.put(OpenFailure.UNREACHABLE, "03 502");
    expected.put(OpenFailure.DENIED, "02 403");
    expected.put(OpenFailure.LIMIT, "01 503");
    expected.put(OpenFailure.DRAINING, "01 503");
    expected.put(OpenFailure.NO_TUNNEL, "01 503");
    expected.put(OpenFailure.BROKEN, "01 502");
    Map<OpenFailure, String> actual = new EnumMap<>(OpenFailure.class);
    for (OpenFailure each : OpenFailure.values()) {
      var socks = new SocksDialogue();
      var connect = new HttpConnectDialogue();
      actual.put(
          each,
          say(socks, socks.failed(each)).substring(2, 4)
              + " "
              + text(say(connect, connect.failed(each))).substring(9, 12));
    }
    assertEquals(expected, actual);
  }
}
