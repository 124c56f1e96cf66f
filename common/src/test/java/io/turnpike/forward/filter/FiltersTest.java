package io.turnpike.forward.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
  private static final FilteredConnection CONNECTION = connection("192.0.2.1", "10.0.0.9:80");

  private static FilteredConnection connection(String source, String destination) {
    return new FilteredConnection(
        "0000abcd", new InetSocketAddress(InetAddress.ofLiteral(source), 5000), "r", destination);
  }

  private static Filter filter(String text) {
    return filter(text, CONNECTION);
  }

  private static Filter filter(String text, FilteredConnection connection) {
    return Filters.parse(List.of(text), FiltersTest.class.getClassLoader())
        .make(connection)
        .getFirst()
        .filter();
  }

  private static ByteBuf chunk(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  /// `text` for each piece that passes, `!reason` for an end in order, `!!reason` for an RST.
  private static String judge(Filter filter, Direction direction, String text) {
    ByteBuf chunk = chunk(text);
    return switch (filter.filter(direction, chunk)) {
      case Verdict.Pass pass -> show(pass.pieces());
      case Verdict.Close close ->
          show(close.pieces()) + (close.reset() ? "!!" : "!") + close.reason();
    };
  }

  private static String show(List<Piece> pieces) {
    return String.join(
        "|", pieces.stream().map(piece -> piece.bytes().toString(ISO_8859_1)).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing           | filter \"nothing\" (expected: chunk, delay, drop, dump, header, log, proxy-protocol, quota, rate, reset)",
        "rate              | filter \"rate\": neither up nor down (expected: up=… or down=…)",
        "rate:up=5         | filter \"rate:up=5\": up=\"5\" (expected: a rate",
        "delay:up=1        | filter \"delay:up=1\": up=\"1\" (expected: a duration",
        "delay:jitter=1s   | neither up nor down (expected: both=…, up=… or down=…)",
        "quota:after=1     | neither up nor down",
        "chunk:size=0      | size is missing",
        "log:as=picture    | as=\"picture\" (expected: line, text or hex)",
        "log:color=red     | \"color\" is no key",
        "log:as=hex,as=hex | \"as=hex\" (expected: key=value, each key once)",
        "header            | nothing to do (expected: add=TEXT or strip=BYTES)",
        "header:add=\\q    | \"\\q\" (expected:",
        "header:add=\\x1   | two hexadecimal digits",
        "proxy-protocol    | no version (expected: v1 or v2)",
        "proxy-protocol:v3 | no version (expected: v1 or v2)",
        "dump              | dir is missing (expected: dir=…)"
      })
  void whatIsWrongIsSaidInOneLine(String text, String expected) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> filter(text.strip()));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  @Test
  void noneIsNone() {
    assertSame(Filters.NONE, Filters.parse(List.of(), FiltersTest.class.getClassLoader()));
    assertTrue(Filters.NONE.isEmpty());
  }

  @Test
  void quotaPassesExactlyItsBytes() {
    Filter quota = filter("quota:up=5");
    assertEquals("abc", judge(quota, Direction.UP, "abc"));
    assertEquals("xxxxxxxx", judge(quota, Direction.DOWN, "xxxxxxxx"));
    assertEquals("de!quota of bytes up is used up", judge(quota, Direction.UP, "defg"));
    assertEquals(
        "abcde!quota of bytes up is used up", judge(filter("quota:up=5"), Direction.UP, "abcde"));
    assertEquals("!quota of bytes up is used up", judge(filter("quota:up=0"), Direction.UP, "a"));
  }

  @Test
  void resetComesBehindItsBytes() {
    Filter reset = filter("reset:after=5");
    assertEquals("abcd", judge(reset, Direction.UP, "abcd"));
    assertEquals("e!!reset after so many bytes up", judge(reset, Direction.UP, "ef"));
    assertEquals("abcde!!reset after so many bytes down", judge(reset, Direction.DOWN, "abcde"));
  }

  @Test
  void dropLetsNothingMoreThrough() {
    Filter drop = filter("drop:down=3");
    assertEquals("ab", judge(drop, Direction.DOWN, "ab"));
    assertEquals("c", judge(drop, Direction.DOWN, "cd"));
    assertEquals("", judge(drop, Direction.DOWN, "ef"));
    assertEquals("ef", judge(drop, Direction.UP, "ef"));
  }

  @Test
  void chunkCutsWhatIsLarger() {
    assertEquals("ab|cd|e", judge(filter("chunk:size=2"), Direction.UP, "abcde"));
    assertEquals("ab", judge(filter("chunk:size=2"), Direction.UP, "ab"));
  }

  @Test
  void headerAddsAndStripsAtTheBeginningOfTheRequest() {
    Filter header = filter("header:add=A\\r\\n\\t\\\\\\x00é,strip=4");
    ByteBuf added = header.begin(Direction.UP);
    assertArrayEquals(
        HexFormat.of().parseHex("410d0a095c00c3a9"),
        added.toString(ISO_8859_1).getBytes(ISO_8859_1));
    assertEquals(0, header.begin(Direction.DOWN).readableBytes());
    assertEquals("", judge(header, Direction.UP, "abc"));
    assertEquals("ef", judge(header, Direction.UP, "def"));
    assertEquals("ghijk", judge(header, Direction.UP, "ghijk"));
    assertEquals("abc", judge(header, Direction.DOWN, "abc"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1   | 10.0.0.9:80         | PROXY TCP4 192.0.2.1 10.0.0.9 5000 80",
        "192.0.2.1   | db.lan:5432         | PROXY TCP4 192.0.2.1 0.0.0.0 5000 5432",
        "2001:db8::1 | [2001:db8::2]:443   | PROXY TCP6 2001:db8::1 2001:db8::2 5000 443",
        "192.0.2.1   | [2001:db8::2]:443   | PROXY TCP6 ::ffff:c000:201 2001:db8::2 5000 443"
      })
  void proxyProtocolInText(String source, String destination, String line) {
    Filter filter = filter("proxy-protocol:v1", connection(source, destination));
    assertEquals(line + "\r\n", filter.begin(Direction.UP).toString(ISO_8859_1));
    assertEquals(0, filter.begin(Direction.DOWN).readableBytes());
  }

  @Test
  void proxyProtocolInBinary() {
    ByteBuf header = filter("proxy-protocol:v2").begin(Direction.UP);
    assertEquals(
        "0d0a0d0a000d0a515549540a"
            + "21"
            + "11"
            + "000c"
            + "c0000201"
            + "0a000009"
            + "1388"
            + "0050",
        io.netty.buffer.ByteBufUtil.hexDump(header));
  }

  @Test
  void rateCutsSmallAndSpreads() {
    ByteBuf chunk = Unpooled.buffer(10_000).writeZero(10_000);
    var pass = (Verdict.Pass) filter("rate:up=100kB/s").filter(Direction.UP, chunk);
    List<Piece> pieces = pass.pieces();
    assertEquals(10_000, pieces.stream().mapToInt(piece -> piece.bytes().readableBytes()).sum());
    assertEquals(5, pieces.size());
    long last = pieces.getLast().holdNanos();
    assertTrue(last > 20_000_000 && last < 100_000_000, "held for " + last);
    pieces.forEach(piece -> piece.bytes().release());
    chunk.release();
  }
}
