package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// `rate:up=…,down=…`: bytes per second, for each connection. Also a listener's `--rate-limit`,
/// whose buckets all its connections share.
public final class RateFilter implements Filter {
  /// What a late timer may make good.
  private static final long BURST_NANOS = 50_000_000;

  /// Pieces of 20 ms are what one sees of a rate.
  private static final long PIECES_PER_SECOND = 50;

  private static final int SMALLEST_PIECE_BYTES = 512;

  private final Map<Direction, Lane> lanes;

  private record Lane(TokenBucket bucket, int pieceBytes) {}

  private RateFilter(Map<Direction, Lane> lanes) {
    this.lanes = lanes;
  }

  /// How [FilterFactory] makes them: each connection has its own rate.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "rate";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      Map<Direction, Long> rates = Limits.of("", options::bytesPerSecond);
      return connection -> new RateFilter(lanes(rates));
    }
  }

  /// One rate in each direction for all connections together.
  public static Function<FilteredConnection, Filter> shared(long bytesPerSecond) {
    Map<Direction, Lane> lanes =
        lanes(Map.of(Direction.UP, bytesPerSecond, Direction.DOWN, bytesPerSecond));
    return connection -> new RateFilter(lanes);
  }

  private static Map<Direction, Lane> lanes(Map<Direction, Long> rates) {
    Map<Direction, Lane> lanes = new EnumMap<>(Direction.class);
    rates.forEach((direction, rate) ->
        lanes.put(
            direction,
            new Lane(
                new TokenBucket(rate, BURST_NANOS, System.nanoTime()),
                Math.clamp(rate / PIECES_PER_SECOND, SMALLEST_PIECE_BYTES, 64 * 1024))));
    return lanes;
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    Lane lane = lanes.get(direction);
    if (lane == null) {
      return Verdict.pass(chunk);
    }
    long now = System.nanoTime();
    List<Piece> pieces = new ArrayList<>();
    while (chunk.isReadable()) {
      int length = Math.min(chunk.readableBytes(), lane.pieceBytes);
      pieces.add(new Piece(chunk.readRetainedSlice(length), lane.bucket.take(length, now)));
    }
    return new Verdict.Pass(pieces);
  }

  /// A rate needs no more than its next piece; the rest is better off with who sends it.
  @Override
  public long holdsAtMostBytes() {
    return 64 * 1024;
  }
}
