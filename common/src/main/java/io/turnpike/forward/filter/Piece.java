package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;

/// Bytes that a [Filter] passes on.
///
/// @param holdNanos how long to hold them at least; they never overtake what is held before them
public record Piece(ByteBuf bytes, long holdNanos) {
  /// At once.
  public static Piece of(ByteBuf bytes) {
    return new Piece(bytes, 0);
  }
}
