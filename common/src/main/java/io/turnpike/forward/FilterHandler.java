package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.forward.filter.Filters;
import io.turnpike.forward.filter.Verdict;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a connection's bytes through its filters, in front of the pipe: what the socket reads goes
/// one way, what is written to it the other. Belongs to the socket's loop.
///
/// Order, ends and backpressure stay those of a wire: a FIN comes out behind what was held before
/// it; a write is done when it has left the filters and is with the kernel; while they hold as much
/// as they may, reading pauses ([Pause#FILTERS]), or the socket is not writable.
final class FilterHandler extends ChannelDuplexHandler {
  private static final Logger log = LoggerFactory.getLogger(FilterHandler.class);

  /// Of Netty's bits for user-defined writability.
  private static final int WRITABILITY = 1;

  private final FilteredConnection connection;
  private final List<Filters.Named> filters;
  private final FilterLane inbound;
  private final FilterLane outbound;
  private @Nullable ChannelHandlerContext ctx;
  private boolean over;

  /// Reading pauses, so that an RST may go unnoticed.
  enum Paused {
    EVENT
  }

  /// @param fromSocket which way the bytes go that this socket reads
  FilterHandler(Filters filters, FilteredConnection connection, Direction fromSocket) {
    this.connection = connection;
    this.filters = filters.make(connection);
    Direction toSocket = fromSocket == Direction.UP ? Direction.DOWN : Direction.UP;
    this.inbound = new FilterLane(fromSocket, this.filters, new ToPipe());
    this.outbound = new FilterLane(toSocket, this.filters, new ToSocket());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(ctx, "added before anything moves");
  }

  /// Both ends are there. Once, before the first byte.
  void begin() {
    inbound.begin();
    outbound.begin();
    ctx().fireChannelReadComplete();
    ctx().flush();
  }

  // From the socket.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inbound.enter((ByteBuf) message, null);
    if (inbound.isFull() && !over && Pause.FILTERS.begin(ctx.channel())) {
      ctx.fireUserEventTriggered(Paused.EVENT);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean isEnd =
        event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    if (isEnd && !inbound.isEmpty()) {
      inbound.enter(Unpooled.EMPTY_BUFFER, event);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /// An RST, an error, or our own doing: a FIN does not close a socket that has filters (see
  /// [Sockets#shutOutput]). What is held goes no further.
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }

  // To the socket.

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (over) {
      ((ByteBuf) message).release();
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    outbound.enter((ByteBuf) message, promise);
    if (outbound.isFull()) {
      setWritable(false);
    }
  }

  private void setWritable(boolean writable) {
    ChannelOutboundBuffer buffer = ctx().channel().unsafe().outboundBuffer();
    if (buffer != null) {
      buffer.setUserDefinedWritability(WRITABILITY, writable);
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    inbound.stop();
    for (Object token : outbound.stop()) {
      if (token instanceof ChannelPromise promise) {
        promise.tryFailure(new ClosedChannelException());
      }
    }
    for (Filters.Named each : filters) {
      try {
        each.filter().ended();
      } catch (RuntimeException e) {
        log.warn("filter failed conn={} filter={}", connection.id(), each.text(), e);
      }
    }
  }

  private void failed(Filters.Named filter, RuntimeException cause) {
    log.warn("filter failed conn={} filter={}", connection.id(), filter.text(), cause);
    ctx().fireUserEventTriggered(new Cut(true, "filter " + filter.text() + " failed"));
  }

  private void close(Filters.Named by, Verdict.Close close) {
    ctx()
        .fireUserEventTriggered(
            new Cut(close.reset(), "filter " + by.text() + ": " + close.reason()));
  }

  /// What both lanes do with time and with failures.
  private abstract class AnyExit implements FilterLane.Exit {
    @Override
    public final void close(Filters.Named by, Verdict.Close close) {
      flushBefore();
      FilterHandler.this.close(by, close);
    }

    abstract void flushBefore();

    abstract void woken(long dueNanos);

    @Override
    public final void failed(Filters.Named filter, RuntimeException cause) {
      FilterHandler.this.failed(filter, cause);
    }

    @Override
    public final void wakeAt(long dueNanos) {
      ctx()
          .executor()
          .schedule(() -> wakeUp(dueNanos), dueNanos - nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void wakeUp(long dueNanos) {
      if (!over) {
        woken(dueNanos);
      }
    }

    @Override
    public final long nanoTime() {
      return System.nanoTime();
    }
  }

  private final class ToPipe extends AnyExit {
    @Override
    public void leave(ByteBuf bytes, @Nullable Object token) {
      if (bytes.isReadable()) {
        ctx().fireChannelRead(bytes);
      } else {
        bytes.release();
      }
      if (token != null) {
        ctx().fireUserEventTriggered(token);
      }
    }

    @Override
    void flushBefore() {
      ctx().fireChannelReadComplete();
    }

    @Override
    void woken(long dueNanos) {
      inbound.advance(dueNanos);
      ctx().fireChannelReadComplete();
      Channel channel = ctx().channel();
      if (inbound.hasRoom() && channel.isOpen()) {
        Pause.FILTERS.end(channel);
      }
    }
  }

  private final class ToSocket extends AnyExit {
    @Override
    public void leave(ByteBuf bytes, @Nullable Object token) {
      if (token instanceof ChannelPromise promise) {
        ctx().write(bytes, promise);
      } else {
        ctx().write(bytes, ctx().voidPromise());
      }
    }

    @Override
    void flushBefore() {
      ctx().flush();
    }

    @Override
    void woken(long dueNanos) {
      outbound.advance(dueNanos);
      ctx().flush();
      if (outbound.hasRoom()) {
        setWritable(true);
      }
    }
  }
}
