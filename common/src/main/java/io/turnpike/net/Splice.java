package io.turnpike.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Moves bytes from one socket to another within the kernel, through a pipe and without a copy
/// (`splice(2)`). Belongs to the loop of both sockets.
///
/// It only continues what an ordinary read has begun, and leaves nothing in the pipe: what the
/// other socket does not take comes out as a buffer that is written there. So one pipe serves all
/// connections of a loop; the ends, failures and backpressure of a connection are those of Netty's
/// own reads and writes.
public final class Splice {
  /// A loop turns to its other connections after so many bytes.
  private static final int MOST_AT_ONCE_BYTES = 1024 * 1024;

  private static final FastThreadLocal<SplicePipe> PIPE =
      new FastThreadLocal<>() {
        @Override
        protected void onRemoval(SplicePipe pipe) {
          pipe.close();
        }
      };

  private final Channel from;
  private final Channel to;

  private Splice(Channel from, Channel to) {
    this.from = from;
    this.to = to;
  }

  /// Whether both are sockets that the kernel can connect; they need not be registered yet.
  public static boolean isPossible(Channel from, Channel to) {
    return Transport.isEpollSocket(from) && Transport.isEpollSocket(to);
  }

  /// Empty where the transport, or two loops, do not allow it. Both are registered.
  public static Optional<Splice> between(Channel from, Channel to) {
    return isPossible(from, to) && from.eventLoop().equals(to.eventLoop())
        ? Optional.of(new Splice(from, to))
        : Optional.empty();
  }

  /// Moves what has come and is taken, if nothing waits to be written; behind a read that filled
  /// its buffer, and a flush. What fails is told to the pipeline of the socket that it concerns.
  ///
  /// @return the bytes that were moved or written
  public long move() {
    long moved = 0;
    while (moved < MOST_AT_ONCE_BYTES && from.config().isAutoRead() && takesMore()) {
      int bytes = moveOnce();
      if (bytes == 0) {
        break;
      }
      moved += bytes;
    }
    return moved;
  }

  private boolean takesMore() {
    ChannelOutboundBuffer queue = to.unsafe().outboundBuffer();
    return from.isOpen() && queue != null && queue.totalPendingWriteBytes() == 0;
  }

  private int moveOnce() {
    SplicePipe pipe = pipe();
    if (pipe == null) {
      return 0;
    }
    int bytes;
    try {
      bytes = pipe.fill(fd(from));
    } catch (IOException e) {
      from.pipeline().fireExceptionCaught(e);
      return 0;
    }
    boolean empty = false;
    try {
      int rest = bytes - pipe.drain(fd(to), bytes);
      if (rest > 0) {
        write(pipe, rest);
      }
      empty = true;
      return bytes;
    } catch (IOException e) {
      to.pipeline().fireExceptionCaught(e);
      return 0;
    } finally {
      if (!empty) { // also when memory is used up: no other connection may get what is left
        dropPipe();
      }
    }
  }

  private void write(SplicePipe pipe, int rest) throws IOException {
    ByteBuf buffer = to.alloc().directBuffer(rest, rest);
    try {
      ByteBuffer room = buffer.internalNioBuffer(0, rest);
      pipe.take(room);
      buffer.writerIndex(rest);
    } catch (IOException e) {
      buffer.release();
      throw e;
    }
    to.writeAndFlush(buffer, to.voidPromise());
  }

  /// This loop's; none when the process may open no more files, and all goes on by copies.
  static @Nullable SplicePipe pipe() {
    SplicePipe pipe = PIPE.getIfExists();
    if (pipe == null) {
      try {
        pipe = SplicePipe.open();
        PIPE.set(pipe);
      } catch (IOException e) {
        return null;
      }
    }
    return pipe;
  }

  /// The calling loop's pipe is not empty.
  static void dropPipe() {
    PIPE.remove();
  }

  private static FileDescriptor fd(Channel channel) {
    return ((UnixChannel) channel).fd();
  }
}
