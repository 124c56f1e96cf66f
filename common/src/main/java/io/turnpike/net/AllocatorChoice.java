package io.turnpike.net;

/// Which of Netty's allocators this process uses: the one that Netty prefers, or, with little
/// direct memory, the pooled one.
///
/// The adaptive one, Netty's choice, takes its memory in chunks, and does not use again what has
/// become free in a chunk that was full before, until all of it is free. With 64 MiB and 420
/// streams it had 52 MB of chunks around 25 MB of buffers, and none left for tunnels; the pooled
/// one 46 MB around 29.
///
/// Where there is plenty, Netty's rule for small heaps stays, though ours is small because what is
/// forwarded is not on it: buffers of more than 16.5 KiB come from the C library and go back there.
/// With `io.netty.allocator.lowMemory=false`, or with the pooled allocator, 500 slow readers left
/// 200 to 250 MiB behind for good (`SlowReadersTest`), and bulk took no less processor time. What
/// is read often and little is kept below that size instead.
public final class AllocatorChoice {
  private static final String ALLOCATOR = "io.netty.allocator.type";
  private static final String LIMIT = "io.netty.maxDirectMemory";
  private static final long LITTLE_BYTES = 256L << 20;

  private AllocatorChoice() {}

  /// Before the first buffer is allocated. What the user has chosen by a system property stays.
  public static void make() {
    if (isPooled(System.getProperty(ALLOCATOR) != null, Long.getLong(LIMIT, Long.MAX_VALUE))) {
      System.setProperty(ALLOCATOR, "pooled");
    }
  }

  static boolean isPooled(boolean isChosen, long limitBytes) {
    return !isChosen && limitBytes < LITTLE_BYTES;
  }
}
