package io.turnpike.net;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// Decides when a connection is asked for a sign of life and when it is dead (`protocol.md` §5.4).
/// Pure: time is a parameter, in nanoseconds. Belongs to its connection's event loop.
///
/// A connection that nobody uses is asked at intervals. One that is used is asked as soon as it is
/// quiet behind that: its user waits for what may never come.
public final class Liveness {
  /// PING at intervals of 15 s, ± 20 %.
  public static final Duration INTERVAL = Duration.ofSeconds(15);

  /// How long the silence behind a PING may last.
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// How long the silence behind traffic lasts until it is asked about.
  public static final Duration QUIET = Duration.ofSeconds(3);

  private static final long NOT_DUE = Long.MAX_VALUE / 2;

  private final RandomGenerator random;
  private final long intervalNanos;
  private long pingedNanos;
  private long heardNanos;
  private long usedNanos;
  private long dueNanos;
  private long token;
  private boolean awaiting;
  private boolean used;
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

  /// Called at first when the connection begins, then whenever the last step's delay is over, or
  /// [#used] or [#ask] says so.
  public Step next(long nowNanos) {
    if (awaiting) {
      long left = TIMEOUT.toNanos() - silenceNanos(nowNanos);
      return left > 0 ? new Step.Wait(left) : new Step.Dead();
    }
    long wait = token == 0 ? 0 : Math.min(dueNanos - nowNanos, quietIn(nowNanos));
    if (wait > 0) {
      return new Step.Wait(wait);
    }
    awaiting = true;
    used = false;
    pingedNanos = nowNanos;
    heardNanos = nowNanos;
    dueNanos = nowNanos + jittered(intervalNanos);
    return new Step.Ping(++token, TIMEOUT.toNanos());
  }

  /// When a used connection has been quiet for long enough to be asked about.
  private long quietIn(long nowNanos) {
    return used ? QUIET.toNanos() - Math.min(nowNanos - usedNanos, nowNanos - heardNanos) : NOT_DUE;
  }

  /// Something is sent or has come that somebody waits for, or for whose answer.
  ///
  /// @return whether [#next] is to be called within [#QUIET], sooner than it said
  public boolean used(long nowNanos) {
    if (used) {
      return false;
    }
    used = true;
    usedNanos = nowNanos;
    return !awaiting;
  }

  /// There is reason to doubt: [#next] is a PING now, unless one is under way.
  public void ask(long nowNanos) {
    if (!awaiting && token != 0) {
      dueNanos = nowNanos;
    }
  }

  /// Something came from the peer. On a path with a long queue a PONG may be late for good reason;
  /// what is ahead of it in the queue is a sign of life as well.
  public void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  /// How long nothing has come behind the last PING; 0 when that has its answer.
  public long silenceNanos(long nowNanos) {
    return awaiting ? nowNanos - heardNanos : 0;
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
