package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.turnpike.net.BulkSocket;
import io.turnpike.net.Splice;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One socket of a [SocketPipe], whose table says what is done when: the last handler of the
/// socket's pipeline. Belongs to the loop of both sockets.
final class SocketEnd extends ChannelInboundHandlerAdapter {
  private static final int CUT_SECONDS = 10;

  private final SocketPipe pipe;
  private final SocketChannel socket;
  private @Nullable SocketEnd other;
  private @Nullable SslHandler tls;
  private long readBytes;
  private boolean splices;
  private boolean hasMore;
  private boolean carriesMuch;
  private @Nullable Splice splice;
  private boolean ended;
  private boolean outputShut;

  SocketEnd(SocketPipe pipe, SocketChannel socket) {
    this.pipe = pipe;
    this.socket = socket;
  }

  void join(SocketEnd other) {
    this.other = other;
    this.tls = socket.pipeline().get(SslHandler.class);
    this.splices =
        isPlain(socket) && isPlain(other.socket) && Splice.isPossible(socket, other.socket);
    if (splices) {
      Sockets.readForSplice(socket);
    } else {
      Sockets.readForPipe(socket);
    }
    socket.pipeline().addLast(this);
  }

  /// Whether nobody looks at its bytes on their way.
  private static boolean isPlain(SocketChannel socket) {
    return socket.pipeline().get(SslHandler.class) == null
        && socket.pipeline().get(FilterHandler.class) == null;
  }

  private SocketEnd other() {
    return Objects.requireNonNull(other, "joined before anything is read");
  }

  /// What this socket's user has sent.
  long readBytes() {
    return readBytes;
  }

  /// Whether both FINs of this socket are done.
  boolean isDone() {
    return ended && outputShut;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    if (pipe.isOver()) {
      bytes.release();
      return;
    }
    readBytes += bytes.readableBytes();
    hasMore = !bytes.isWritable();
    SocketChannel to = other().socket;
    to.write(bytes, to.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    SocketChannel to = other().socket;
    to.flush();
    if (hasMore) {
      hasMore = false;
      carryMuch(to);
    }
    pauseIfFull(to);
  }

  /// Behind the flush: both sockets are on this loop, so none takes bytes again in between.
  private void pauseIfFull(SocketChannel to) {
    if (!to.isWritable() && Pause.PIPE.begin(socket)) {
      ResetSweep.watch(socket, this::isReset);
    }
  }

  /// A read has filled its buffer: what came behind it goes on within the kernel, where it can.
  private void carryMuch(SocketChannel to) {
    if (!carriesMuch) {
      carriesMuch = true;
      BulkSocket.prepare(to);
    }
    if (splices && splice == null) {
      splice = Splice.between(socket, to).orElse(null);
      splices = splice != null;
    }
    if (splice != null) {
      readBytes += splice.move();
    }
  }

  /// This socket takes bytes again: the other may be read.
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    SocketEnd from = other();
    if (socket.isWritable() && Pause.PIPE.end(from.socket) && !from.isHalfClosed()) {
      ResetSweep.forget(from.socket);
    }
  }

  private boolean isHalfClosed() {
    return ended || outputShut;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case ChannelInputShutdownEvent _ when tls != null && !ended ->
          fail("the end came without TLS's close_notify");
      case ChannelInputShutdownEvent _ -> finish();
      case FilterHandler.Paused _ -> ResetSweep.watch(socket, this::isReset);
      case Cut cut when cut.reset() -> pipe.fail(null, cut.reason());
      case Cut cut -> pipe.cut(cut.reason());
      case SslCloseCompletionEvent closed when closed.isSuccess() -> finish();
      default -> {}
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(Sockets.reasonOf(cause));
  }

  /// With our FIN sent, the socket's FIN closes it at once (see [#outputIsFlushed]).
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (outputShut && tls == null) {
      finish();
    } else if (!isDone()) {
      fail("closed");
    }
  }

  private void finish() {
    if (ended || pipe.isOver()) {
      return;
    }
    ended = true;
    pipe.finished(this);
    if (!outputShut) {
      ResetSweep.watch(socket, this::isReset);
    }
    other().shutOutput();
    closeIfDone();
  }

  /// Behind what is queued. When a TLS peer has ended, its engine takes nothing more: only what is
  /// encrypted already has to go.
  private void shutOutput() {
    ChannelOutboundInvoker out = socket;
    if (tls != null && ended) {
      out = socket.pipeline().context(tls);
    }
    out.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::outputIsFlushed);
  }

  private void outputIsFlushed(Future<? super Void> flushed) {
    if (!flushed.isSuccess()) {
      fail(Sockets.reasonOf(flushed.cause()));
      return;
    }
    if (pipe.isOver()) {
      return;
    }
    outputShut = true;
    if (!ended) {
      sendEnd();
      ResetSweep.watch(socket, this::isReset);
    }
    closeIfDone();
  }

  /// TLS has no half-close that reaches TCP: its peer gets close_notify, and may still send.
  private void sendEnd() {
    if (tls != null) {
      tls.closeOutbound();
      socket.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
    } else {
      Sockets.shutOutput(socket);
    }
  }

  private void closeIfDone() {
    if (isDone()) {
      ResetSweep.forget(socket);
    }
    if (isDone() && !pipe.isOver()) {
      Sockets.endInOrder(socket);
      socket.close();
      pipe.closed();
    }
  }

  private void isReset() {
    fail("reset");
  }

  /// A failure behind both FINs of this socket concerns nobody.
  private void fail(String reason) {
    if (!isDone()) {
      pipe.fail(this, reason);
    }
  }

  /// Closes behind what has been written, past what filters hold; with an RST when that takes long.
  void cut() {
    ResetSweep.forget(socket);
    ChannelOutboundInvoker out = socket.pipeline().context(FilterHandler.class);
    (out == null ? socket : out)
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(flushed -> {
          if (flushed.isSuccess()) {
            Sockets.endInOrder(socket);
            socket.close();
          } else {
            abort();
          }
        });
    socket.eventLoop().schedule(this::abort, CUT_SECONDS, TimeUnit.SECONDS);
  }

  /// Closes with an RST, past TLS, whose close_notify would say that all has come.
  void abort() {
    ResetSweep.forget(socket);
    if (socket.isOpen()) {
      Sockets.endInReset(socket);
      if (socket.isRegistered()) {
        socket.unsafe().close(socket.newPromise());
      } else {
        socket.unsafe().closeForcibly();
      }
    }
  }
}
