package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;

/// Told of a [StreamPipe]'s life, on its loop.
interface PipeObserver {
  /// The far end has connected.
  default void opened(Endpoint dialled) {}

  /// The stream may be used: read the source, or dial the destination.
  void started();

  /// Ends the socket of a stream that does not end in order.
  default void abort(Channel socket, ResetCode code) {
    Sockets.abort(socket);
  }

  /// Nothing moves any more. Once; not when the observer itself has abandoned the pipe.
  void ended(StreamEnd end);
}
