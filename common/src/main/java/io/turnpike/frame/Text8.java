package io.turnpike.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/// The `text8` form: length u8, then UTF-8 without control characters (`protocol.md` §3).
final class Text8 {
  private Text8() {}

  static void write(ByteBuf out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeByte(bytes.length).writeBytes(bytes);
  }

  static String read(ByteBuf in, int minBytes, int maxBytes) {
    int length = in.readUnsignedByte();
    if (length < minBytes || length > maxBytes || length > in.readableBytes()) {
      throw new ProtocolViolation(
          "text of %d bytes (expected: %d to %d)".formatted(length, minBytes, maxBytes));
    }
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (hasControl(text)) {
        throw new ProtocolViolation("text with control characters");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new ProtocolViolation("text that is not UTF-8");
    }
  }

  /// Throws unless `text` can be sent as text8 of this size.
  static void require(String what, String text, int minBytes, int maxBytes) {
    int length = text.getBytes(UTF_8).length;
    if (length < minBytes || length > maxBytes || hasControl(text)) {
      throw new IllegalArgumentException(
          "%s \"%s\" (expected: %d to %d bytes of text without control characters)"
              .formatted(what, text, minBytes, maxBytes));
    }
  }

  private static boolean hasControl(String text) {
    return text.codePoints().anyMatch(Character::isISOControl);
  }
}
