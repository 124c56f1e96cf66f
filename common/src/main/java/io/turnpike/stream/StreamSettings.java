package io.turnpike.stream;

/// The limits of streams; see `protocol.md` §6.
///
/// @param initialWindowBytes credit of every new stream, 1 KiB to 2^31 - 1
/// @param maxWindowBytes largest window of one stream
/// @param sessionWindowBytes by how much all windows of a session may grow together
/// @param queuedBytes what may wait for all streams of the process; see [QueuedBytes]
/// @param resumeMillis how long streams of a lost tunnel wait for another, up to 2^32 - 1; 0: they
///   end with it, and nothing is kept for them
public record StreamSettings(
    long initialWindowBytes,
    long maxWindowBytes,
    long sessionWindowBytes,
    long queuedBytes,
    long resumeMillis) {
  private static final int STREAMS_WITHIN = 1024;
  private static final long LEAST_WINDOW_BYTES = 16 << 10;

  public static final StreamSettings DEFAULT =
      new StreamSettings(256L << 10, 16L << 20, 64L << 20, 256L << 20, 30_000);

  public StreamSettings {
    if (initialWindowBytes < 1024 || initialWindowBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("initialWindowBytes " + initialWindowBytes);
    }
    if (maxWindowBytes < initialWindowBytes || sessionWindowBytes < 0) {
      throw new IllegalArgumentException("maxWindowBytes " + maxWindowBytes);
    }
    if (queuedBytes < 1) {
      throw new IllegalArgumentException("queuedBytes " + queuedBytes);
    }
    if (resumeMillis < 0 || resumeMillis > 0xffff_ffffL) {
      throw new IllegalArgumentException("resumeMillis " + resumeMillis);
    }
  }

  public StreamSettings withResumeMillis(long millis) {
    return new StreamSettings(
        initialWindowBytes, maxWindowBytes, sessionWindowBytes, queuedBytes, millis);
  }

  /// With this bound, and windows that suit it: credit that was given cannot be taken back, so
  /// [#STREAMS_WITHIN] streams may use all of what they begin with, and a session may grow by no
  /// more than half.
  public StreamSettings withQueuedBytes(long bytes) {
    long initial = Math.clamp(bytes / STREAMS_WITHIN, LEAST_WINDOW_BYTES, initialWindowBytes);
    return new StreamSettings(
        initial, maxWindowBytes, Math.min(sessionWindowBytes, bytes / 2), bytes, resumeMillis);
  }
}
