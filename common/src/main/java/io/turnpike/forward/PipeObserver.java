package io.turnpike.forward;

import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;

/// Told of a [StreamPipe]'s life, on its loop.
interface PipeObserver {
  /// The far end has connected.
  default void opened(Endpoint dialled) {}

  /// The stream may be used: read the source, or dial the destination.
  void started();

  /// The stream ended in a RESET from the far end, or with the tunnel.
  void reset(ResetCode code);

  /// This side ends the stream: it has lasted too long, or a filter says so.
  void cut(String reason);

  /// Both directions ended in order, or this side's socket was reset (`clean` is false).
  void ended(boolean clean);
}
