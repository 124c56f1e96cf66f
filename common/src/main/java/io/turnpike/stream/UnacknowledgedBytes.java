package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.turnpike.frame.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What was sent on a stream and is not acknowledged yet, kept so that it can be sent again on
/// another tunnel (`protocol.md` §5.5). Belongs to the stream's loop; bounded by its credit.
///
/// Large pieces are kept as the buffers that were sent, without a copy. Small ones are copied
/// together, because each would keep a whole read buffer alive.
final class UnacknowledgedBytes {
  private static final int SMALL_BYTES = 4096;
  private static final int FIRST_COPY_BYTES = 256;

  private final QueuedBytes queued;
  private @Nullable Deque<Piece> pieces;
  private long heldBytes;
  private long start;
  private long end;

  /// @param queued of the process
  UnacknowledgedBytes(QueuedBytes queued) {
    this.queued = queued;
  }

  private static final class Piece {
    final ByteBuf buffer;
    final boolean isCopy;
    int index;
    int length;

    Piece(ByteBuf buffer, boolean isCopy, int length) {
      this.buffer = buffer;
      this.isCopy = isCopy;
      this.index = buffer.readerIndex();
      this.length = length;
    }

    /// What it keeps of memory: a whole read, or the copy.
    int heldBytes() {
      return isCopy ? buffer.capacity() : Frame.Data.MAX_BYTES;
    }
  }

  /// Keeps the readable bytes, which the caller goes on to own; they follow the last ones kept.
  void add(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length == 0) {
      return;
    }
    end += length;
    Deque<Piece> all = pieces == null ? new ArrayDeque<>(4) : pieces;
    pieces = all;
    if (length >= SMALL_BYTES) {
      add(all, new Piece(bytes.retain(), false, length));
      return;
    }
    Piece last = all.peekLast();
    if (last != null && last.isCopy && last.buffer.isWritable(length)) {
      last.buffer.writeBytes(bytes, bytes.readerIndex(), length);
      last.length += length;
      return;
    }
    int capacity = last == null ? Math.max(FIRST_COPY_BYTES, length) : SMALL_BYTES;
    ByteBuf copy = SpareMemory.tryBuffer(bytes.alloc(), capacity);
    if (copy == null) {
      add(all, new Piece(bytes.retain(), false, length));
      return;
    }
    copy.writeBytes(bytes, bytes.readerIndex(), length);
    add(all, new Piece(copy, true, length));
  }

  private void add(Deque<Piece> all, Piece piece) {
    all.add(piece);
    hold(piece.heldBytes());
  }

  private void hold(long more) {
    heldBytes += more;
    queued.add(more);
  }

  /// How many of `credit` bytes may be sent: all of them, but while the process has no room for
  /// more no more than half of the stream's share is kept. An acknowledgement makes room again.
  long room(long credit) {
    return queued.isScarce() ? Math.clamp(queued.shareBytes() / 2 - heldBytes, 0, credit) : credit;
  }

  /// Lets go of what is before `offset`.
  void acknowledge(long offset) {
    while (start < offset && pieces != null) {
      Piece first = pieces.getFirst();
      int taken = (int) Math.min(first.length, offset - start);
      start += taken;
      first.index += taken;
      first.length -= taken;
      if (first.length == 0) {
        hold(-first.heldBytes());
        first.buffer.release();
        pieces.removeFirst();
        pieces = pieces.isEmpty() ? null : pieces;
      }
    }
  }

  /// Takes a piece that is sent again, and owns it.
  interface Again {
    void send(long offset, ByteBuf bytes);
  }

  /// Gives all that is kept, in order, in pieces that fit a DATA frame.
  void again(Again again) {
    if (pieces == null) {
      return;
    }
    long offset = start;
    for (Piece piece : pieces) {
      for (int sent = 0; sent < piece.length; ) {
        int length = Math.min(Frame.Data.MAX_BYTES, piece.length - sent);
        again.send(offset, piece.buffer.retainedSlice(piece.index + sent, length));
        sent += length;
        offset += length;
      }
    }
  }

  /// Offset of the first byte that is kept.
  long start() {
    return start;
  }

  /// How many bytes are kept.
  long size() {
    return end - start;
  }

  /// Lets go of everything; the stream is over.
  void release() {
    acknowledge(end);
  }
}
