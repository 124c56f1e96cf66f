package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.turnpike.net.BulkSocket;
import io.turnpike.stream.QueuedBytes;
import io.turnpike.stream.SpareMemory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What comes from a stream, on its way to the socket: kept until there is one, and acknowledged
/// when the kernel has taken it. Bounded by the stream's credit, and by what waits in the process.
/// Belongs to the stream's loop.
///
/// The socket has a few writes at most; behind those, small pieces are copied together, because
/// each would cost a hundred times its length.
final class SocketWrites {
  /// Enough of full frames to fill the kernel's buffer.
  private static final int MOST_UNFINISHED = 64;

  private final Pace pace;
  private final QueuedBytes queued;
  private final Consumer<String> failed;
  private @Nullable Channel socket;
  private @Nullable HeldBytes waiting;
  private int untilMuch = BulkSocket.MUCH_BYTES;
  private int unfinished;
  private long bytes;
  private long stillSinceNanos;
  private @Nullable GenericFutureListener<Future<? super Void>> flushed;

  /// @param queued of the process
  /// @param failed told why the socket takes nothing more
  SocketWrites(Pace pace, QueuedBytes queued, Consumer<String> failed) {
    this.pace = pace;
    this.queued = queued;
    this.failed = failed;
  }

  /// From here on to `channel`; what came early goes first.
  void attach(Channel channel) {
    socket = channel;
    if (waiting != null) { // else it may not be on its loop yet
      goOn(channel);
      channel.flush();
    }
  }

  /// Owns `piece` from here on.
  ///
  /// @return whether there is room; if not, it was released
  boolean write(ByteBuf piece) {
    int length = piece.readableBytes();
    if (isTooMuch()) {
      piece.release();
      return false;
    }
    if (bytes == 0) {
      stillSinceNanos = System.nanoTime();
    }
    count(length);
    ByteBuf kept = queued.isTight() ? SpareMemory.compact(piece) : piece;
    if (socket != null && isWaitingEmpty() && unfinished < MOST_UNFINISHED) {
      write(socket, kept);
    } else {
      HeldBytes all = waiting == null ? new HeldBytes() : waiting;
      waiting = all;
      all.addCompactly(kept);
    }
    return true;
  }

  /// Whether the memory is used up, and the stream must make room: what waits here is over its
  /// share, and the socket takes nothing.
  boolean isTooMuch() {
    return bytes > queued.shareBytes()
        && System.nanoTime() - stillSinceNanos >= queued.patienceNanos();
  }

  private boolean isWaitingEmpty() {
    return waiting == null || waiting.isEmpty();
  }

  private void count(long more) {
    bytes += more;
    queued.add(more);
  }

  private void write(Channel to, ByteBuf piece) {
    unfinished++;
    int length = piece.readableBytes();
    if (untilMuch > 0) {
      untilMuch -= length;
      if (untilMuch <= 0) {
        BulkSocket.prepare(to);
      }
    }
    to.write(piece).addListener(new Written(to, length));
  }

  /// A piece is with the kernel, or will never be. No lambda: for each piece one would be made by
  /// reflection, since the AOT cache keeps their constructors as method handles.
  private final class Written implements ChannelFutureListener {
    private final Channel to;
    private final int length;

    private Written(Channel to, int length) {
      this.to = to;
      this.length = length;
    }

    @Override
    public void operationComplete(ChannelFuture written) {
      unfinished--;
      count(-length);
      stillSinceNanos = System.nanoTime();
      if (written.isSuccess()) {
        pace.consumed(length);
        if (waiting != null) {
          goOn(to);
          to.flush();
        }
      } else {
        failed.accept(Sockets.reasonOf(written.cause()));
      }
    }
  }

  /// Gives the socket what waits, as much as it may have; the caller flushes.
  private void goOn(Channel to) {
    while (waiting != null && unfinished < MOST_UNFINISHED) {
      ByteBuf next = waiting.poll();
      if (next == null) {
        waiting = null;
        end(to);
      } else {
        write(to, next);
      }
    }
  }

  void flush() {
    if (socket != null) {
      socket.flush();
    }
  }

  /// There is a socket, and nothing more is written: told when the kernel has all of it.
  void whenFlushed(GenericFutureListener<Future<? super Void>> told) {
    flushed = told;
    if (socket != null && waiting == null) {
      end(socket);
    }
  }

  private void end(Channel to) {
    if (flushed != null) {
      to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed);
      flushed = null;
    }
  }

  /// Drops what the socket was not given.
  void release() {
    if (waiting != null) {
      count(-waiting.bytes());
      waiting.release();
      waiting = null;
    }
  }
}
