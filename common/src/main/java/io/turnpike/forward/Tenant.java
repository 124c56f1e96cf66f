package io.turnpike.forward;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One identity's use of an egress: what it may do now, how many streams it has, how fast it is.
/// Safe for all loops.
public final class Tenant {
  /// How old the rate may be: it is asked for with every byte that passes, and terms are not cheap.
  private static final long LOOK_NANOS = 250_000_000;

  private final Supplier<Optional<Terms>> terms;
  private final AtomicInteger streams = new AtomicInteger();
  private final RateLimit toDestinations = new RateLimit(System.nanoTime());
  private final RateLimit toSources = new RateLimit(System.nanoTime());
  private volatile long bytesPerSecond;
  private volatile long lookedNanos = System.nanoTime() - LOOK_NANOS;

  /// @param terms asked at every OPEN and four times a second; empty when it may do nothing any
  ///   more
  public Tenant(Supplier<Optional<Terms>> terms) {
    this.terms = terms;
  }

  Optional<Terms> terms() {
    return terms.get();
  }

  /// Streams that are open or being dialled.
  public int streams() {
    return streams.get();
  }

  /// Takes the place of one stream.
  ///
  /// @param most 0 means no limit
  boolean enter(int most) {
    if (streams.incrementAndGet() > most && most > 0) {
      streams.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    streams.decrementAndGet();
  }

  /// 0 means no limit.
  long bytesPerSecond() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      bytesPerSecond = terms.get().map(Terms::bytesPerSecond).orElse(0L);
    }
    return bytesPerSecond;
  }

  RateLimit toDestinations() {
    return toDestinations;
  }

  RateLimit toSources() {
    return toSources;
  }
}
