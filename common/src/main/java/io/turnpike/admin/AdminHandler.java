package io.turnpike.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/// Answers one request of one connection, and closes. Belongs to the admin endpoint's loop.
final class AdminHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /// Nothing but what comes from here, and nothing inline.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Views views;
  private final Feed feed;
  private boolean asked;

  AdminHandler(Views views, Feed feed) {
    this.views = views;
    this.feed = feed;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (asked || !(message instanceof HttpRequest request)) {
      return; // the end of the request, or more than one
    }
    asked = true;
    ctx.pipeline().remove(ReadTimeoutHandler.class);
    if (!request.decoderResult().isSuccess()) {
      text(ctx, 400, "no HTTP request (expected: GET PATH HTTP/1.1)");
      return;
    }
    String uri = request.uri();
    String path = uri.indexOf('?') < 0 ? uri : uri.substring(0, uri.indexOf('?'));
    var refusal = Caller.judge(ctx.channel().remoteAddress(), request.headers(), path);
    if (refusal.isPresent()) {
      text(ctx, refusal.get().status(), refusal.get().reason());
    } else if (!request.method().equals(HttpMethod.GET)) {
      text(ctx, 405, "this endpoint only looks (expected: GET)");
    } else {
      answer(ctx, path);
    }
  }

  private void answer(ChannelHandlerContext ctx, String path) {
    switch (path) {
      case "/healthz" -> later(ctx, TEXT, views.alive().thenApply(any -> utf8("ok\n")));
      case "/readyz" -> ready(ctx);
      case "/status" ->
          later(ctx, "application/json", views.status().thenApply(Unpooled::wrappedBuffer));
      case "/metrics" -> later(ctx, PROMETHEUS, views.metrics().thenApply(AdminHandler::utf8));
      case "/events" -> events(ctx);
      default ->
          Page.of(path)
              .ifPresentOrElse(
                  page -> send(ctx, 200, page.type(), utf8(page.text())),
                  () -> text(ctx, 404, "not here (expected: / /status /metrics /healthz /readyz)"));
    }
  }

  private void ready(ChannelHandlerContext ctx) {
    String reason = views.unready();
    text(ctx, reason.isEmpty() ? 200 : 503, reason.isEmpty() ? "ready" : reason);
  }

  private void later(ChannelHandlerContext ctx, String type, CompletableFuture<ByteBuf> answer) {
    answer.whenComplete((body, failure) ->
        ctx.executor()
            .execute(() -> {
              if (failure == null) {
                send(ctx, 200, type, body);
              } else {
                text(ctx, 503, reason(failure));
              }
            }));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof TimeoutException
        ? "an event loop does not answer within 3 s"
        : "the program ends: " + cause.getMessage();
  }

  private void events(ChannelHandlerContext ctx) {
    if (!feed.add(ctx.channel())) {
      text(ctx, 503, "too many pages watch already (expected: at most " + Feed.MOST + ")");
      return;
    }
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    setHeaders(head.headers(), "text/event-stream");
    ctx.writeAndFlush(head);
    ctx.pipeline().remove(HttpServerCodec.class); // bytes from here on
    feed.tell(ctx.channel());
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static void text(ChannelHandlerContext ctx, int status, String line) {
    send(ctx, status, TEXT, utf8(line + "\n"));
  }

  private static void send(ChannelHandlerContext ctx, int status, String type, ByteBuf body) {
    var response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
    setHeaders(response.headers(), type);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    if (status == 405) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET");
    }
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private static void setHeaders(HttpHeaders headers, String type) {
    headers
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONNECTION, "close")
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
        .set("x-content-type-options", "nosniff")
        .set("cross-origin-resource-policy", "same-origin")
        .set("referrer-policy", "no-referrer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // too slow, or gone
  }
}
