package io.turnpike.admin;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The least of an HTTP client: one request as it is written, and all of the answer.
record Http(SocketAddress server) {
  static Http at(AdminServer server) {
    return new Http(server.address().orElseThrow());
  }

  static Http at(Path socket) {
    return new Http(UnixDomainSocketAddress.of(socket));
  }

  /// An answer.
  record Answer(int status, String head, String body) {}

  Answer get(String path, String... headers) throws IOException {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    boolean hasHost = more.startsWith("Host:");
    return send(
        "GET " + path + " HTTP/1.1\r\n" + (hasHost ? "" : "Host: 127.0.0.1\r\n") + more + "\r\n");
  }

  Answer send(String request) throws IOException {
    try (SocketChannel socket = open(request)) {
      byte[] all = Channels.newInputStream(socket).readAllBytes();
      String text = new String(all, StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new IOException("no answer: " + text);
      }
      return new Answer(
          Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
  }

  /// Sends the request, and leaves the answer to be read.
  SocketChannel open(String request) throws IOException {
    SocketChannel socket = SocketChannel.open(server);
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
    return socket;
  }
}
