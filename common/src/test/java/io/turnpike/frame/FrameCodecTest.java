package io.turnpike.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
  private static final Map<String, byte[]> HEX = GoldenVectors.hex();
  private static final Map<String, Frame> FRAMES = GoldenVectors.frames();

  @Test
  void everyFrameTypeHasAVector() {
    Set<String> expected = new LinkedHashSet<>(FRAMES.keySet());
    expected.add("data");
    assertEquals(expected.size(), HEX.size());
    assertEquals(Set.copyOf(expected), HEX.keySet());
    for (FrameType type : FrameType.values()) {
      assertTrue(HEX.values().stream().anyMatch(v -> (v[3] & 0xff) == type.wireCode()), type + "");
    }
  }

  @Test
  void encodesEveryVector() {
    FRAMES.forEach((name, frame) -> assertArrayEquals(HEX.get(name), encode(frame), name));
    assertArrayEquals(HEX.get("data"), encode(data("hello".getBytes(US_ASCII))));
  }

  @Test
  void decodesEveryVector() {
    FRAMES.forEach((name, frame) ->
        assertEquals(List.of(frame), decode(GoldenVectors.layerOf(frame), HEX.get(name)), name));
  }

  @Test
  void dataWithHeadroomLeavesAsOneBufferWithoutACopy() {
    ByteBuf bytes = Unpooled.buffer(64).writerIndex(16).readerIndex(16);
    bytes.writeBytes("hello".getBytes(US_ASCII));
    var channel = new EmbeddedChannel(FrameEncoder.INSTANCE);
    channel.writeOutbound(new Frame.Data(1, 0, bytes));
    ByteBuf out = channel.readOutbound();
    assertEquals(System.identityHashCode(bytes), System.identityHashCode(out));
    assertArrayEquals(HEX.get("data"), ByteBufUtil.getBytes(out));
    assertNull(channel.readOutbound());
    out.release();
  }

  @Test
  void sharedBytesAreNeverOverwrittenByAHeader() {
    ByteBuf bytes = Unpooled.copiedBuffer("0123456789abcdefhello", US_ASCII).skipBytes(16).retain();
    assertArrayEquals(HEX.get("data"), encode(new Frame.Data(1, 0, bytes)));
    assertEquals("0123456789abcdef", bytes.toString(0, 16, US_ASCII));
    bytes.release();
  }

  @Test
  void everySplitPointGivesTheSameFrames() {
    for (Layer layer : Layer.values()) {
      byte[] dialogue = dialogue(layer);
      List<Object> whole = decode(layer, dialogue);
      for (int cut = 0; cut <= dialogue.length; cut++) {
        byte[] head = java.util.Arrays.copyOfRange(dialogue, 0, cut);
        byte[] tail = java.util.Arrays.copyOfRange(dialogue, cut, dialogue.length);
        assertEquals(whole, decode(layer, head, tail), layer + " cut at " + cut);
      }
    }
  }

  @Test
  void singleBytesGiveTheSameFrames() {
    for (Layer layer : Layer.values()) {
      byte[] dialogue = dialogue(layer);
      byte[][] bytes = new byte[dialogue.length][];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = new byte[] {dialogue[i]};
      }
      assertEquals(decode(layer, dialogue), decode(layer, bytes));
    }
  }

  @Test
  void largestDataFramePassesAndOneByteMoreIsRefused() {
    byte[] most = encode(data(new byte[Frame.Data.MAX_BYTES]));
    assertEquals(16_384, most.length);
    assertEquals(1, decode(Layer.STREAMS, most).size());
    byte[] more = encode(data(new byte[Frame.Data.MAX_BYTES + 1]));
    assertViolation(Layer.STREAMS, more, "frame of 16377 bytes (expected: at most 16376)");
  }

  @Test
  void namesOfOneByteAndOfTheMostBytesPass() {
    for (String name : List.of("a", "db", "n".repeat(253))) {
      var where = new Endpoint(name, 5432);
      var open = new Frame.Open(1, 2, where, new Endpoint("10.0.0.1", 40_000));
      assertEquals(List.of(open), decode(Layer.STREAMS, encode(open)), name);
      var both = new Frame.Open(1, 2, where, where);
      assertEquals(List.of(both), decode(Layer.STREAMS, encode(both)), name);
      var opened = new Frame.Opened(1, where);
      assertEquals(List.of(opened), decode(Layer.STREAMS, encode(opened)), name);
    }
  }

  @Test
  void lengthsBeyondTheLimitAreRefusedFromTheHeaderAlone() {
    assertViolation(Layer.CONTROL, hex("ffffff 90 00000000"), "frame of 16777215 bytes");
    assertViolation(Layer.STREAMS, hex("ffffff a3 00000001"), "frame of 16777215 bytes");
    assertViolation(Layer.CONTROL, hex("001001 01 00000000"), "frame of 4097 bytes");
    assertViolation(Layer.CONTROL, hex("000000 80 00000000"), "HELLO of 0 bytes");
    assertViolation(Layer.STREAMS, hex("000008 a3 00000001"), "DATA of 8 bytes");
  }

  @Test
  void unknownTypesAreSkippedBelow0x80AndRefusedAbove() {
    byte[] ping = HEX.get("ping");
    assertEquals(1, decode(Layer.CONTROL, hex("000003 7f 00000000 aabbcc"), ping).size());
    assertEquals(1, decode(Layer.CONTROL, hex("000000 02 00000007"), ping).size());
    assertViolation(Layer.CONTROL, hex("000000 ff 00000000"), "unknown type 0xff");
  }

  @Test
  void framesOfTheOtherLayerAreRefused() {
    assertViolation(Layer.CONTROL, HEX.get("bind"), "BIND does not belong to layer CONTROL");
    assertViolation(Layer.CONTROL, HEX.get("data"), "DATA does not belong to layer CONTROL");
    assertViolation(Layer.STREAMS, HEX.get("hello"), "HELLO does not belong to layer STREAMS");
  }

  @Test
  void streamNumberMustFitTheType() {
    assertViolation(Layer.STREAMS, hex("000002 a5 00000000 0001"), "RESET with stream number 0");
    assertViolation(
        Layer.CONTROL, hex("000008 90 00000001 0000000000000000"), "PING with stream number 1");
  }

  @Test
  void malformedFieldsAreRefused() {
    byte[] hello = HEX.get("hello").clone();
    hello[10] = 9;
    assertViolation(Layer.CONTROL, hello, "HELLO role 9");
    assertViolation(Layer.STREAMS, hex("000002 a5 00000001 000b"), "RESET code 11");
    assertViolation(
        Layer.STREAMS, hex("000008 a4 00000001 8000000000000000"), "offset 9223372036854775808");
    assertViolation(Layer.CONTROL, hex("000002 86 00000000 0000"), "DEMAND of 0 tunnels");
    assertViolation(
        Layer.CONTROL, hex("000009 82 00000000 0001 00000000 02 0a0a"), "control characters");
    assertViolation(
        Layer.CONTROL, hex("000009 82 00000000 0001 00000000 01 6161"), "1 bytes too many");
  }

  @Test
  void nothingIsReadAfterAViolation() {
    var channel = new EmbeddedChannel(new FrameDecoder(Layer.CONTROL));
    assertThrows(
        ProtocolViolation.class,
        () -> channel.writeInbound(Unpooled.wrappedBuffer(hex("000000ff00000000"))));
    assertFalse(channel.writeInbound(Unpooled.wrappedBuffer(HEX.get("ping"))));
    assertFalse(channel.finish());
  }

  @Test
  void randomBytesOnlyEverGiveProtocolViolations() {
    Random random = new Random(20260101);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 8) {
        bytes[0] = 0;
        bytes[1] = 0;
        bytes[2] = (byte) (bytes.length - 8);
        bytes[3] = (byte) FrameType.values()[random.nextInt(FrameType.values().length)].wireCode();
        bytes[4] = 0;
        bytes[5] = 0;
        bytes[6] = 0;
        bytes[7] = (byte) random.nextInt(2);
      }
      var channel = new EmbeddedChannel(new FrameDecoder(Layer.values()[round & 1]));
      try {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
      } catch (ProtocolViolation e) {
        assertEquals(0, e.getStackTrace().length);
      }
      channel.releaseInbound();
      channel.finishAndReleaseAll();
    }
  }

  private static Frame.Data data(byte[] bytes) {
    return new Frame.Data(1, 0, Unpooled.wrappedBuffer(bytes));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] dialogue(Layer layer) {
    ByteBuf all = Unpooled.buffer();
    FRAMES.forEach((name, frame) -> {
      if (GoldenVectors.layerOf(frame) == layer) {
        all.writeBytes(HEX.get(name));
      }
    });
    return ByteBufUtil.getBytes(all);
  }

  private static byte[] encode(Frame frame) {
    var channel = new EmbeddedChannel(FrameEncoder.INSTANCE);
    channel.writeOutbound(frame);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      all.writeBytes(each);
      each.release();
    }
    return ByteBufUtil.getBytes(all);
  }

  private static List<Object> decode(Layer layer, byte[]... chunks) {
    var channel = new EmbeddedChannel(new FrameDecoder(layer));
    for (byte[] chunk : chunks) {
      channel.writeInbound(Unpooled.wrappedBuffer(chunk));
    }
    List<Object> frames = new ArrayList<>(channel.inboundMessages());
    frames.forEach(io.netty.util.ReferenceCountUtil::release);
    channel.finish();
    return frames;
  }

  private static void assertViolation(Layer layer, byte[] bytes, String message) {
    var e = assertThrows(ProtocolViolation.class, () -> decode(layer, bytes));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
