package io.turnpike.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a program's admin endpoint. Any thread that may block.
public final class AdminClient {
  private static final int SECONDS = 5;

  private AdminClient() {}

  /// What `/status` says.
  ///
  /// @throws IOException with one line
  public static byte[] status(AdminAddress address) throws IOException {
    var answer = new CompletableFuture<byte[]>();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answer.complete(ask(address));
              } catch (IOException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return body(answer.get(SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + SECONDS + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), e);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      asking.interrupt(); // closes its channel
    }
  }

  private static byte[] ask(AdminAddress address) throws IOException {
    try (SocketChannel socket = SocketChannel.open(address.socket())) {
      String request = "GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return Channels.newInputStream(socket).readAllBytes();
    }
  }

  private static byte[] body(byte[] answer) throws IOException {
    String text = new String(answer, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.1 ") || end < 0) {
      throw new IOException("what answers is no admin endpoint");
    }
    String body = text.substring(end + 4);
    if (!text.startsWith("HTTP/1.1 200")) {
      throw new IOException(body.strip());
    }
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /// As [#status], read.
  ///
  /// @throws IOException with one line
  public static Map<String, Object> read(byte[] status) throws IOException {
    return Json.read(status);
  }
}
