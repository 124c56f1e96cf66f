package io.turnpike.stream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Frees memory that is used up ([QueuedBytes#isUsedUp]): one after the other, streams that stand
/// still and for which more than their share waits are given up, until there is some. Without it
/// only those would be for which more comes, and nothing comes while there is no memory for
/// tunnels.
///
/// A stream stands still whose socket takes nothing, or whose far end acknowledges nothing, for as
/// long as from one look to the next. Whoever keeps up keeps to its share by then. Belongs to one
/// loop.
final class MemoryRelief {
  private static final int PERIOD_MILLIS = 2000;

  private final QueuedBytes queued;
  private final Supplier<List<Stream>> streams;
  private Map<Stream, Long> acknowledged = Map.of();

  /// @param streams those that are open now
  MemoryRelief(QueuedBytes queued, Supplier<List<Stream>> streams) {
    this.queued = queued;
    this.streams = streams;
  }

  /// @return cancelling it ends the looking
  Future<?> start(EventLoop loop) {
    return loop.scheduleWithFixedDelay(
        this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  void look() {
    Map<Stream, Long> before = acknowledged;
    if (!queued.isUsedUp()) {
      acknowledged = Map.of();
      return;
    }
    Map<Stream, Long> now = new ConcurrentHashMap<>();
    acknowledged = now;
    for (Stream stream : streams.get()) {
      stream
          .home()
          .execute(() -> {
            long offset = stream.sending().acknowledged();
            now.put(stream, offset);
            relieve(stream, before.getOrDefault(stream, -1L) == offset);
          });
    }
  }

  private void relieve(Stream stream, boolean isStill) {
    if (queued.isUsedUp()) {
      stream.endpoint().relieve(isStill ? stream.keptBytes() : 0);
    }
  }
}
