package io.turnpike.forward;

import io.turnpike.frame.Endpoint;

/// Told of a [StreamPipe]'s life, on its loop.
interface PipeObserver {
  /// The far end has connected.
  default void opened(Endpoint dialled) {}

  /// The stream may be used: read the source, or dial the destination.
  void started();

  /// Nothing moves any more. Once; not when the observer itself has abandoned the pipe.
  void ended(StreamEnd end);
}
