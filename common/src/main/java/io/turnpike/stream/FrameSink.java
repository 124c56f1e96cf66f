package io.turnpike.stream;

import io.netty.util.concurrent.EventExecutor;
import io.turnpike.frame.Frame;

/// What a tunnel is to its streams. All calls on the stream's event loop.
interface FrameSink {
  /// The loop of the tunnel.
  EventExecutor loop();

  /// Whether this is `other`, or a view of it.
  default boolean is(FrameSink other) {
    return equals(other);
  }

  /// Whether the stream had better go elsewhere. Any thread.
  default boolean isLeaving() {
    return false;
  }

  /// Writes a frame; the flush follows at the end of the event loop's pass, once for all streams.
  void write(Frame frame);

  /// Whether the tunnel takes more DATA now; [Stream#tunnelWritable] follows a `false`.
  boolean isWritable();

  /// Who sends on the tunnel now.
  Senders senders();

  /// Smallest round trip measured, in nanoseconds.
  long roundTripNanos();

  /// The stream's endpoint has got data, and wants [StreamEndpoint#batchEnd] behind this batch.
  void dirty(Stream stream);

  /// Wants [Resumption#acknowledge] within a fraction of a second, together with other streams.
  void acknowledgeSoon(Stream stream);

  /// The users of the stream are done; what was sent may still wait for its acknowledgement.
  void over(Stream stream);

  /// The stream has reached its end; nothing more comes from it.
  void ended(Stream stream);
}
