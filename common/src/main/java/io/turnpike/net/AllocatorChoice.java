package io.turnpike.net;

import java.util.Map;

/// Which of Netty's allocators this process uses: the one that Netty prefers, or, with little
/// direct memory, the pooled one.
///
/// The adaptive one, Netty's choice, takes its memory in chunks, and does not use again what has
/// become free in a chunk that was full before, until all of it is free. With 64 MiB and 420
/// streams it had 52 MB of chunks around 25 MB of buffers, and none left for tunnels; the pooled
/// one 46 MB around 29.
///
/// Where there is plenty, the adaptive one must not go by the heap, which is small here since what
/// is forwarded is not on it: with up to 512 MiB of heap it pools no buffer of more than 16.5 KiB,
/// so that each read of a user's socket took and returned memory of the C library, and its threads
/// share locks. On a busy machine, two rounds side by side: 3.6 and 4.0 CPU s/GiB through the whole
/// chain with that, 2.8 and 2.3 without; 291 and 256 µs of processor time for a round trip of 64
/// bytes, 156 and 174 without. At rest, for idle connections and half a minute after a burst the
/// programs had the same memory or less.
public final class AllocatorChoice {
  static final String TYPE = "io.netty.allocator.type";
  static final String LOW_MEMORY = "io.netty.allocator.lowMemory";
  private static final String LIMIT = "io.netty.maxDirectMemory";
  private static final long LITTLE_BYTES = 256L << 20;

  private AllocatorChoice() {}

  /// Before the first buffer is allocated. What the user has chosen by a system property stays.
  public static void make() {
    of(Long.getLong(LIMIT, Long.MAX_VALUE))
        .forEach((name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }

  /// The system properties of Netty that say it.
  ///
  /// @param limitBytes of direct memory
  static Map<String, String> of(long limitBytes) {
    return limitBytes < LITTLE_BYTES ? Map.of(TYPE, "pooled") : Map.of(LOW_MEMORY, "false");
  }
}
