package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.net.Liveness;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps asking the far end of a carrying tunnel for a sign of life (`protocol.md` §5.4), and knows
/// the round trip from the answers. Belongs to the tunnel's loop, but for [#isLate].
final class TunnelPulse {
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long DEFAULT_ROUND_TRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Liveness liveness = new Liveness(ThreadLocalRandom.current(), Liveness.INTERVAL);
  private final Consumer<Frame> write;
  private @Nullable ScheduledFuture<?> timer;
  private boolean stopped;
  private volatile boolean late;
  private volatile long roundTripNanos = DEFAULT_ROUND_TRIP_NANOS;

  TunnelPulse(Consumer<Frame> write) {
    this.write = write;
  }

  /// Sends the first PING, and goes on until [#stop]; a far end that is dead is an exception in the
  /// pipeline.
  void start(ChannelHandlerContext ctx) {
    if (stopped) {
      return;
    }
    switch (liveness.next(System.nanoTime())) {
      case Liveness.Step.Ping ping -> {
        write.accept(new Frame.Ping(ping.token()));
        again(ctx, ping.delayNanos());
        ctx.executor().schedule(this::judgeLateness, LATE_NANOS, TimeUnit.NANOSECONDS);
      }
      case Liveness.Step.Wait wait -> again(ctx, wait.delayNanos());
      case Liveness.Step.Dead dead ->
          ctx.fireExceptionCaught(new ProtocolViolation("the far end does not answer PING"));
    }
  }

  private void again(ChannelHandlerContext ctx, long nanos) {
    timer = ctx.executor().schedule(() -> start(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void judgeLateness() {
    late = liveness.isLate(System.nanoTime(), LATE_NANOS / 2);
  }

  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /// @return how long the answer took; empty when it was none
  OptionalLong pong(Frame.Pong pong) {
    OptionalLong took = liveness.pong(pong.token(), System.nanoTime());
    roundTripNanos = liveness.roundTripNanos(DEFAULT_ROUND_TRIP_NANOS);
    late = false;
    return took;
  }

  /// Something came from the far end.
  void heard() {
    liveness.heard();
  }

  /// Whether the last PONG is so late that new streams had better go elsewhere. Any thread.
  boolean isLate() {
    return late;
  }

  /// Smallest round trip so far. Any thread.
  long roundTripNanos() {
    return roundTripNanos;
  }
}
