package io.turnpike.stream;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.Collection;
import java.util.Optional;

/// Tells which streams of a tunnel move much, so that of two that share it one can go on on
/// another. Belongs to the tunnel's loop.
final class BusyStreams {
  /// Between two looks, a quarter of a second: what a terminal or a query does not reach.
  static final long MUCH_BYTES = 256 * 1024;

  private IntObjectMap<Long> moved = new IntObjectHashMap<>(0);

  /// @param streams of this tunnel
  /// @return one of several that move much; empty when there is at most one
  Optional<Stream> look(Collection<Stream> streams) {
    if (streams.size() < 2 && moved.isEmpty()) {
      return Optional.empty();
    }
    IntObjectMap<Long> now = new IntObjectHashMap<>(streams.size());
    Stream last = null;
    int busy = 0;
    for (Stream stream : streams) {
      long bytes = stream.sentBytes() + stream.receivedBytes();
      now.put(stream.number(), (Long) bytes);
      Long before = moved.get(stream.number());
      if (before != null && bytes - before >= MUCH_BYTES) {
        busy++;
        last = stream;
      }
    }
    moved = now;
    return busy > 1 ? Optional.ofNullable(last) : Optional.empty();
  }
}
