package io.turnpike.forward.sink;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// The endless text of RFC 864: lines of 72 printable characters, each beginning one further.
final class Characters {
  private static final int FIRST = ' ';
  private static final int COUNT = '~' - FIRST + 1;
  private static final int LINE = 72;
  private static final byte[] TEXT = text();

  private int position;

  private static byte[] text() {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < COUNT; line++) {
      for (int i = 0; i < LINE; i++) {
        text.append((char) (FIRST + (line + i) % COUNT));
      }
      text.append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// Fills what is writable of `buffer` with the next ones.
  void fill(ByteBuf buffer) {
    while (buffer.isWritable()) {
      int length = Math.min(buffer.writableBytes(), TEXT.length - position);
      buffer.writeBytes(TEXT, position, length);
      position = (position + length) % TEXT.length;
    }
  }
}
