package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/// `delay:up=50ms,down=…,jitter=…`: each byte comes so much later. What follows closely is not
/// delayed once more, and nothing overtakes.
public final class DelayFilter implements Filter {
  /// What is on its way: 80 MB/s at 50 ms.
  private static final long MOST_BYTES = 4 << 20;

  private final Map<Direction, Duration> delays;
  private final long jitterNanos;

  private DelayFilter(Map<Direction, Duration> delays, Duration jitter) {
    this.delays = delays;
    this.jitterNanos = jitter.toNanos();
  }

  /// Found by `ServiceLoader`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "delay";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      Duration jitter = options.duration("jitter").orElse(Duration.ZERO);
      Map<Direction, Duration> delays = Limits.of("both", options::duration);
      return connection -> new DelayFilter(delays, jitter);
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    Duration delay = delays.get(direction);
    if (delay == null) {
      return Verdict.pass(chunk);
    }
    long jitter = jitterNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterNanos + 1);
    return new Verdict.Pass(List.of(new Piece(chunk, delay.toNanos() + jitter)));
  }

  @Override
  public long holdsAtMostBytes() {
    return MOST_BYTES;
  }
}
