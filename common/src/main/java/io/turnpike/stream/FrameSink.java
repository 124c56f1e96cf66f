package io.turnpike.stream;

import io.turnpike.frame.Frame;

/// What a tunnel is to its streams. All calls on the tunnel's event loop.
interface FrameSink {
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

  /// The stream has reached its end; nothing more comes from it.
  void ended(Stream stream);
}
