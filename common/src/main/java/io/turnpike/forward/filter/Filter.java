package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Sees one connection's bytes in both directions. One is made for each connection; all its methods
/// are called on that connection's event loop, and must not block. What it throws ends its
/// connection, and no other.
public interface Filter {
  /// What most filters may hold in each direction before reading pauses.
  long DEFAULT_HOLD_BYTES = 256 * 1024;

  /// Judges a chunk, which is never empty and whose borders mean nothing.
  ///
  /// The chunk stays the caller's. A verdict may contain it as it is, once; what else it contains
  /// is the verdict's own, with a reference for each piece: `chunk.retainedSlice(…)`.
  Verdict filter(Direction direction, ByteBuf chunk);

  /// What goes in front of everything else in this direction, empty for nothing; the caller owns
  /// it. Asked once, when both ends are there. The filters behind this one see it.
  default ByteBuf begin(Direction direction) {
    return Unpooled.EMPTY_BUFFER;
  }

  /// How many bytes it may hold in each direction before reading pauses.
  default long holdsAtMostBytes() {
    return DEFAULT_HOLD_BYTES;
  }

  /// The connection has ended, however it did.
  default void ended() {}
}
