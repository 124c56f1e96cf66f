package io.turnpike.stream;

import io.turnpike.frame.Frame;

/// What a tunnel is to its streams. All calls on the tunnel's event loop.
interface FrameSink {
  /// Writes a frame; the flush follows at the end of the event loop's pass, once for all streams.
  void write(Frame frame);

  /// Whether the tunnel takes more DATA now; [Stream#tunnelWritable] follows a `false`.
  boolean isWritable();

  /// The number of the event loop's pass, so far as this tunnel has something to flush.
  int pass();

  /// One more stream sends in this pass.
  void countSender();

  /// How many streams send in this pass or did in the last one, whichever is more; at least 1.
  int senders();

  /// Smallest round trip measured, in nanoseconds.
  long roundTripNanos();

  /// The stream's endpoint has got data, and wants [StreamEndpoint#batchEnd] behind this batch.
  void dirty(Stream stream);

  /// The stream has reached its end; nothing more comes from it.
  void ended(Stream stream);
}
