package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import java.util.List;

/// What becomes of a chunk; see [Filter#filter].
public sealed interface Verdict {
  /// The next filter gets these in place of the chunk; none of them: the chunk is dropped.
  record Pass(List<Piece> pieces) implements Verdict {}

  /// These still pass, and then the connection ends.
  ///
  /// @param reset with an RST at both ends, not in order
  /// @param reason one line for the log
  record Close(List<Piece> pieces, boolean reset, String reason) implements Verdict {}

  static Verdict pass(ByteBuf bytes) {
    return new Pass(List.of(Piece.of(bytes)));
  }

  static Verdict drop() {
    return new Pass(List.of());
  }

  static Verdict close(String reason) {
    return new Close(List.of(), false, reason);
  }

  static Verdict reset(String reason) {
    return new Close(List.of(), true, reason);
  }
}
