package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.net.Liveness;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps asking the far end of a carrying tunnel for a sign of life (`protocol.md` §5.4), and knows
/// the round trip from the answers. Belongs to the tunnel's loop, but for [#isLate] and
/// [#isSilent]; time is that of the loop.
final class TunnelPulse {
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// How long the silence behind a PING lasts until streams go on elsewhere if they can.
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(4);

  /// The first answers of a program that has just started take long, and a path is short or long by
  /// the quickest.
  private static final int FIRST_PINGS = 3;

  private static final long DEFAULT_ROUND_TRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Liveness liveness = new Liveness(ThreadLocalRandom.current(), Liveness.INTERVAL);
  private final CarryingTunnel tunnel;
  private final Session session;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> timer;
  private boolean stopped;
  private boolean used;
  private boolean asked;
  private int answers;
  private volatile boolean late;
  private volatile boolean silent;
  private volatile long roundTripNanos = DEFAULT_ROUND_TRIP_NANOS;

  TunnelPulse(CarryingTunnel tunnel, Session session) {
    this.tunnel = tunnel;
    this.session = session;
  }

  /// Sends the first PING, and goes on until [#stop]; a far end that is dead is an exception in the
  /// pipeline.
  void start(ChannelHandlerContext ctx) {
    context = ctx;
    beat(ctx);
  }

  private void beat(ChannelHandlerContext ctx) {
    if (stopped) {
      return;
    }
    switch (liveness.next(now(ctx))) {
      case Liveness.Step.Ping ping -> {
        tunnel.write(new Frame.Ping(ping.token()));
        again(ctx, ping.delayNanos());
        ctx.executor().schedule(this::judgeLateness, LATE_NANOS, TimeUnit.NANOSECONDS);
        ctx.executor().schedule(this::judgeSilence, SILENT_NANOS, TimeUnit.NANOSECONDS);
      }
      case Liveness.Step.Wait wait -> again(ctx, wait.delayNanos());
      case Liveness.Step.Dead dead ->
          ctx.fireExceptionCaught(new ProtocolViolation("the far end does not answer PING"));
    }
  }

  private void again(ChannelHandlerContext ctx, long nanos) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = ctx.executor().schedule(() -> beat(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  private void judgeLateness() {
    if (context == null || stopped) {
      return;
    }
    boolean wasLate = late;
    late = liveness.isLate(now(context), LATE_NANOS / 2);
    if (late && !wasLate && !asked) { // else two that are slow would ask each other for ever
      session.doubt(tunnel);
    }
  }

  private void judgeSilence() {
    if (context == null || stopped || silent) {
      return;
    }
    long quiet = liveness.silenceNanos(now(context));
    if (quiet >= SILENT_NANOS) {
      silent = true;
      session.silent(tunnel);
    } else if (quiet > 0) {
      context.executor().schedule(this::judgeSilence, SILENT_NANOS - quiet, TimeUnit.NANOSECONDS);
    }
  }

  void stop() {
    stopped = true;
    session.quickestAnswers().forget(tunnel);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /// @return how long the answer took; empty when it was none
  OptionalLong pong(Frame.Pong pong) {
    if (context == null) {
      return OptionalLong.empty();
    }
    OptionalLong took = liveness.pong(pong.token(), now(context));
    long own = liveness.roundTripNanos(DEFAULT_ROUND_TRIP_NANOS);
    roundTripNanos = session.quickestAnswers().note(tunnel, own);
    late = false;
    asked = false;
    if (took.isPresent() && ++answers < FIRST_PINGS) {
      liveness.ask(now(context));
      again(context, 0);
    } else {
      again(context, Liveness.QUIET.toNanos());
    }
    return took;
  }

  /// Something came from the far end.
  void heard() {
    if (context != null) {
      liveness.heard(now(context));
      silent = false;
      flushed();
    }
  }

  /// A frame is sent, or has come: somebody waits for those of streams, or for their answer.
  void passes(Frame frame) {
    used |= frame instanceof Frame.OfStream;
  }

  /// What was sent is on its way.
  void flushed() {
    if (used && context != null && !stopped) {
      used = false;
      if (liveness.used(now(context))) {
        again(context, Liveness.QUIET.toNanos());
      }
    }
  }

  /// There is reason to doubt that the far end can be reached: asks now.
  void ask() {
    if (context != null) {
      asked = true;
      liveness.ask(now(context));
      beat(context);
    }
  }

  /// Whether the last PONG is so late that new streams had better go elsewhere. Any thread.
  boolean isLate() {
    return late;
  }

  /// Whether nothing has come for so long that all streams had better go elsewhere. Any thread.
  boolean isSilent() {
    return silent;
  }

  /// Smallest round trip so far, of this tunnel or another of its path. Any thread.
  long roundTripNanos() {
    return roundTripNanos;
  }
}
