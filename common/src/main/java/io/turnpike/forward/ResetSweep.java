package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.net.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds the resets that no event tells: on channels whose reading is paused or that are half
/// closed. One for each event loop; looks twice a second, and only while it has something to watch.
/// A channel that was closed without being forgotten is forgotten at the next look.
final class ResetSweep {
  private static final long PERIOD_MILLIS = 500;

  private static final FastThreadLocal<ResetSweep> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected ResetSweep initialValue() {
          return new ResetSweep();
        }
      };

  private final Map<Channel, Runnable> watched = new HashMap<>();
  private @Nullable ScheduledFuture<?> timer;

  private ResetSweep() {}

  /// Watches `channel` until it is forgotten; `onReset` runs on its loop, at most once. On the
  /// channel's loop.
  static void watch(Channel channel, Runnable onReset) {
    EventLoop loop = channel.eventLoop();
    assert loop.inEventLoop();
    ResetSweep sweep = OF_LOOP.get();
    sweep.watched.put(channel, onReset);
    if (sweep.timer == null) {
      sweep.timer =
          loop.scheduleWithFixedDelay(
              sweep::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// On the channel's loop; does nothing for a channel that is not watched.
  static void forget(Channel channel) {
    ResetSweep sweep = OF_LOOP.get();
    if (sweep.watched.remove(channel) != null && sweep.watched.isEmpty() && sweep.timer != null) {
      sweep.timer.cancel(false);
      sweep.timer = null;
    }
  }

  /// How many channels of the calling loop are watched.
  static int count() {
    return OF_LOOP.get().watched.size();
  }

  private void look() {
    for (Map.Entry<Channel, Runnable> each : Map.copyOf(watched).entrySet()) {
      Channel channel = each.getKey();
      if (!channel.isOpen()) {
        forget(channel);
      } else if (Transport.isReset(channel)) {
        forget(channel);
        each.getValue().run();
      }
    }
  }
}
