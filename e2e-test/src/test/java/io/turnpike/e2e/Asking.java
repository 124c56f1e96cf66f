package io.turnpike.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What a source says to a front, and hears from it.
enum Asking {
  SOCKS("--socks") {
    @Override
    byte[] request(String host, int port) {
      byte[] name = host.getBytes(StandardCharsets.US_ASCII);
      var out = new ByteArrayOutputStream();
      out.writeBytes(new byte[] {5, 1, 0, 5, 1, 0, 3, (byte) name.length});
      out.writeBytes(name);
      out.writeBytes(new byte[] {(byte) (port >> 8), (byte) port});
      return out.toByteArray();
    }

    @Override
    int answer(InputStream in) throws IOException {
      byte[] bytes = in.readNBytes(12);
      if (bytes.length != 12 || bytes[0] != 5 || bytes[1] != 0 || bytes[2] != 5 || bytes[5] != 1) {
        throw new AssertionError("answer of " + bytes.length + ": " + hex(bytes));
      }
      return bytes[3];
    }

    @Override
    int success() {
      return 0;
    }
  },
  HTTP_CONNECT("--http-connect") {
    @Override
    byte[] request(String host, int port) {
      return "CONNECT %s:%d HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: test\r\n\r\n"
          .formatted(host, port, host, port)
          .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    int answer(InputStream in) throws IOException {
      String head = head(in);
      if (!head.startsWith("HTTP/1.1 ")) {
        throw new AssertionError("answer " + head);
      }
      return Integer.parseInt(head.substring(9, 12));
    }

    @Override
    int success() {
      return 200;
    }
  };

  private final String option;

  Asking(String option) {
    this.option = option;
  }

  String option() {
    return option;
  }

  /// Everything up to where the source's own bytes begin.
  abstract byte[] request(String host, int port);

  /// The number in the answer, of which everything in front of the destination's bytes is read.
  abstract int answer(InputStream in) throws IOException;

  abstract int success();

  /// The lines of an HTTP response up to the empty one.
  static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new UncheckedIOException(new IOException("the end after \"" + head + "\""));
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  static String hex(byte[] bytes) {
    return java.util.HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
