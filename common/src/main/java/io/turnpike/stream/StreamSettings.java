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

  public StreamSettings withQueuedBytes(long bytes) {
    return new StreamSettings(
        initialWindowBytes, maxWindowBytes, sessionWindowBytes, bytes, resumeMillis);
  }
}
