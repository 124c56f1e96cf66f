package io.turnpike.forward;

import io.turnpike.frame.ResetCode;

/// How a [StreamPipe] ended, as it saw it.
sealed interface StreamEnd {
  /// Both directions, with FINs.
  ///
  /// @param hereFirst whether the FIN of this side's socket came before the far one's
  record InOrder(boolean hereFirst) implements StreamEnd {}

  /// This side's socket was reset, or failed.
  ///
  /// @param reason one line
  record SocketFailed(String reason) implements StreamEnd {}

  /// In a RESET from the far end, or with the tunnel.
  record FarReset(ResetCode code) implements StreamEnd {}

  /// This program has ended it: it has lasted too long, or a filter says so.
  ///
  /// @param reason one line
  record Cut(String reason) implements StreamEnd {}
}
