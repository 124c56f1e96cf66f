package io.turnpike.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One direction between two plain sockets: moves what comes at once, and holds what the other did
/// not take, one read's worth or what a pipe of the kernel holds at most. Belongs to the loop of
/// both; [#release] frees what it holds.
///
/// What fills a read goes on within the kernel (`splice(2)`, see [Splice]).
public final class PlainLane {
  private static final int READ_BYTES = 16 * 1024;

  /// A loop turns to its other connections after so many bytes.
  private static final int MOST_AT_ONCE_BYTES = 1024 * 1024;

  /// Of a loop: empty between the uses.
  private static final FastThreadLocal<ByteBuffer> READ =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(READ_BYTES);
        }
      };

  private final PlainSocket from;
  private final PlainSocket to;
  private PlainSocket touched;
  private @Nullable ByteBuf rest;
  private long readBytes;
  private boolean ended;
  private boolean carriesMuch;
  private @Nullable Refill refill;

  public PlainLane(PlainSocket from, PlainSocket to) {
    this.from = from;
    this.to = to;
    this.touched = from;
  }

  /// What has come.
  public long readBytes() {
    return readBytes;
  }

  /// Whether the FIN has come.
  public boolean hasEnded() {
    return ended;
  }

  /// Whether something waits for the other socket, and nothing more is read.
  public boolean isPaused() {
    return rest != null;
  }

  /// What the other did not take.
  private final class Waiting implements Refill.Queue {
    @Override
    public long waiting() {
      return rest == null ? 0 : rest.readableBytes();
    }

    @Override
    public void write() {
      to.tryToWrite();
    }
  }

  /// Whose failure the exception of [#move] was.
  public PlainSocket failed() {
    return touched;
  }

  /// Moves what is there and is taken.
  ///
  /// @return whether that was this turn's share, and more may be there
  public boolean move() throws IOException {
    boolean hasMore = moveShare();
    if (rest != null && refill != null) {
      refill.written();
    }
    return hasMore;
  }

  private boolean moveShare() throws IOException {
    long share = readBytes + MOST_AT_ONCE_BYTES;
    while (readBytes < share) {
      if (!writeRest() || !from.mayRead()) {
        return false;
      }
      if (read() == READ_BYTES) {
        while (rest == null && readBytes < share && splice()) {
          // more has come
        }
      }
    }
    return true;
  }

  private boolean writeRest() throws IOException {
    if (rest == null) {
      return true;
    }
    if (to.mayWrite()) {
      touched = to;
      ByteBuffer bytes = rest.internalNioBuffer(rest.readerIndex(), rest.readableBytes());
      int next = to.write(bytes, bytes.position(), bytes.limit());
      rest.skipBytes(next - bytes.position());
      if (!rest.isReadable()) {
        release();
      }
    }
    return rest == null;
  }

  private int read() throws IOException {
    ByteBuffer buffer = READ.get();
    touched = from;
    int bytes = from.read(buffer);
    if (bytes <= 0) {
      ended |= bytes < 0;
      return bytes;
    }
    readBytes += bytes;
    touched = to;
    int next = to.write(buffer, 0, bytes);
    if (next < bytes) {
      hold(bytes - next).writeBytes(buffer.slice(next, bytes - next));
    }
    return bytes;
  }

  private boolean splice() throws IOException {
    SplicePipe pipe = Splice.pipe();
    if (pipe == null) {
      return false;
    }
    if (!carriesMuch) {
      carriesMuch = true;
      refill = BulkSocket.prepare(to, new Waiting());
    }
    touched = from;
    int bytes = from.fill(pipe);
    readBytes += bytes;
    boolean empty = false;
    try {
      touched = to;
      int left = bytes - to.drain(pipe, bytes);
      if (left > 0) {
        ByteBuf held = hold(left);
        pipe.take(held.internalNioBuffer(0, left));
        held.writerIndex(left);
      }
      empty = true;
      return bytes > 0;
    } finally {
      if (!empty) { // also when memory is used up: no other connection may get what is left
        Splice.dropPipe();
      }
    }
  }

  private ByteBuf hold(int bytes) {
    ByteBuf held = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    rest = held;
    return held;
  }

  /// Drops what waits; nothing is moved any more.
  public void release() {
    if (rest != null) {
      rest.release();
      rest = null;
    }
  }
}
