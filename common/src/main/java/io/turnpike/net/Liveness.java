package io.turnpike.net;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// Decides when a connection is asked for a sign of life and when it is dead (`protocol.md` §5.4).
/// Pure: time is a parameter, in nanoseconds. Belongs to its connection's event loop.
public final class Liveness {
  /// PING at intervals of 15 s, ± 20 %.
  public static final Duration INTERVAL = Duration.ofSeconds(15);

  /// How late a PONG may be.
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final RandomGenerator random;
  private final long intervalNanos;
  private long pingedNanos;
  private long token;
  private boolean awaiting;
  private boolean heard;
  private long smallestRoundTripNanos = Long.MAX_VALUE;

  public Liveness(RandomGenerator random, Duration interval) {
    this.random = random;
    this.intervalNanos = interval.toNanos();
  }

  /// What to do now.
  public sealed interface Step {
    /// Send a PING with this token; ask again after `delayNanos`.
    record Ping(long token, long delayNanos) implements Step {}

    /// Ask again after `delayNanos`.
    record Wait(long delayNanos) implements Step {}

    /// No PONG in time, nor anything else.
    record Dead() implements Step {}
  }

  /// Called at first when the connection begins, then whenever the last step's delay is over.
  public Step next(long nowNanos) {
    if (awaiting && !heard) {
      return new Step.Dead();
    }
    heard = false;
    if (awaiting) {
      return new Step.Wait(TIMEOUT.toNanos());
    }
    if (token != 0 && nowNanos - pingedNanos < intervalNanos * 3 / 4) {
      return new Step.Wait(jittered(intervalNanos) - (nowNanos - pingedNanos));
    }
    awaiting = true;
    pingedNanos = nowNanos;
    return new Step.Ping(++token, TIMEOUT.toNanos());
  }

  /// Something came from the peer. On a path with a long queue a PONG may be late for good reason;
  /// what is ahead of it in the queue is a sign of life as well.
  public void heard() {
    heard = true;
  }

  /// @return the round trip in nanoseconds, or nothing when this is no answer to the last PING
  public OptionalLong pong(long pongToken, long nowNanos) {
    if (!awaiting || pongToken != token) {
      return OptionalLong.empty();
    }
    awaiting = false;
    long roundTrip = nowNanos - pingedNanos;
    smallestRoundTripNanos = Math.min(smallestRoundTripNanos, roundTrip);
    return OptionalLong.of(roundTrip);
  }

  /// Whether a PONG is later than `nanos`: a reason to prefer another connection.
  public boolean isLate(long nowNanos, long nanos) {
    return awaiting && nowNanos - pingedNanos > nanos;
  }

  /// Smallest round trip so far, or `otherwise` before the first.
  public long roundTripNanos(long otherwise) {
    return smallestRoundTripNanos == Long.MAX_VALUE ? otherwise : smallestRoundTripNanos;
  }

  private long jittered(long nanos) {
    return (long) (nanos * (0.8 + 0.4 * random.nextDouble()));
  }
}
