package io.turnpike.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.turnpike.forward.OpenFailure;
import io.turnpike.net.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// HTTP's CONNECT (RFC 9110 §9.3.6). A failure has a status and a line of text, and ends the
/// connection.
final class HttpConnectDialogue implements Dialogue {
  static final int MOST_LINE_BYTES = 1024;
  static final int MOST_HEADER_BYTES = 8192;

  private static final HttpResponseStatus ESTABLISHED =
      new HttpResponseStatus(200, "Connection established");

  private @Nullable HostPort target;

  @Override
  public List<ChannelHandler> decoders() {
    return List.of(
        new HttpRequestDecoder(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_LINE_BYTES)
                .setMaxHeaderSize(MOST_HEADER_BYTES)));
  }

  @Override
  public ChannelHandler encoder() {
    return new HttpResponseEncoder();
  }

  @Override
  public Step on(Object message) {
    if (message instanceof HttpRequest request) {
      return requested(request);
    }
    HostPort asked = target;
    if (message instanceof HttpContent content && asked != null) {
      boolean isEnd = content instanceof LastHttpContent && !content.content().isReadable();
      boolean isBroken = content.decoderResult().isFailure();
      ReferenceCountUtil.release(message);
      return isEnd && !isBroken
          ? new Step.Open(asked)
          : refuse(HttpResponseStatus.BAD_REQUEST, "CONNECT with a body (expected: none)");
    }
    ReferenceCountUtil.release(message);
    return refuse(HttpResponseStatus.BAD_REQUEST, "not an HTTP request");
  }

  private Step requested(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return refuse(HttpResponseStatus.BAD_REQUEST, "malformed HTTP request");
    }
    if (!request.method().equals(HttpMethod.CONNECT)) {
      return refuse(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "a method other than CONNECT (with curl: -p, --proxytunnel)");
    }
    if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
      return refuse(HttpResponseStatus.BAD_REQUEST, "CONNECT with a body (expected: none)");
    }
    try {
      target = HostPort.parse(request.uri());
      return new Step.More();
    } catch (IllegalArgumentException e) {
      return refuse(
          HttpResponseStatus.BAD_REQUEST, "CONNECT to something else than HOST:PORT, [IPv6]:PORT");
    }
  }

  private static Step refuse(HttpResponseStatus status, String reason) {
    return new Step.Refuse(response(status, reason), reason);
  }

  private static FullHttpResponse response(HttpResponseStatus status, String text) {
    ByteBuf body = Unpooled.copiedBuffer("turnpike: " + text + "\n", StandardCharsets.UTF_8);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.CONNECT);
    }
    return response;
  }

  @Override
  public Object opened() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED, Unpooled.EMPTY_BUFFER);
  }

  @Override
  public Object failed(OpenFailure why) {
    return response(
        switch (why) {
          case DENIED -> HttpResponseStatus.FORBIDDEN;
          case NO_SUCH_NAME, REFUSED, UNREACHABLE, BROKEN -> HttpResponseStatus.BAD_GATEWAY;
          case LIMIT, DRAINING, NO_TUNNEL -> HttpResponseStatus.SERVICE_UNAVAILABLE;
          case TIMED_OUT -> HttpResponseStatus.GATEWAY_TIMEOUT;
        },
        why.text());
  }
}
