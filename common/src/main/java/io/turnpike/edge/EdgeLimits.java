package io.turnpike.edge;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.net.DirectMemory;
import io.turnpike.stream.StreamSettings;

/// What the streams of an edge may cost, by its configuration and its memory.
final class EdgeLimits {
  private EdgeLimits() {}

  /// Half of the direct memory is for what waits, unless the user says otherwise: buffers are
  /// larger than the bytes in them, and sockets need some to read at all.
  static StreamSettings of(EdgeConfig config) {
    long queued = config.maxQueuedBytes();
    return StreamSettings.DEFAULT
        .withResumeMillis(config.resumeTimeout().toMillis())
        .withQueuedBytes(queued > 0 ? queued : DirectMemory.limitBytes() / 2);
  }
}
