package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// So many bytes of a direction pass, to the byte; what then happens is the kind's: `quota` closes
/// in order, `reset` with an RST, `drop` lets nothing more through and says nothing.
public final class ThresholdFilter implements Filter {
  private final Kind kind;
  private final Map<Direction, Long> left;

  private enum Kind {
    QUOTA,
    RESET,
    DROP
  }

  private ThresholdFilter(Kind kind, Map<Direction, Long> bytes) {
    this.kind = kind;
    this.left = new EnumMap<>(bytes);
  }

  private static Function<FilteredConnection, Filter> maker(
      Kind kind, String both, FilterOptions options) {
    Map<Direction, Long> bytes = Limits.of(both, options::bytes);
    return connection -> new ThresholdFilter(kind, bytes);
  }

  /// `quota:up=…,down=…`. Found by `ServiceLoader`.
  public static final class Quota implements FilterFactory {
    @Override
    public String name() {
      return "quota";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      return maker(Kind.QUOTA, "", options);
    }
  }

  /// `reset:after=…`, `reset:up=…,down=…`. Found by `ServiceLoader`.
  public static final class Reset implements FilterFactory {
    @Override
    public String name() {
      return "reset";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      return maker(Kind.RESET, "after", options);
    }
  }

  /// `drop:after=…`, `drop:up=…,down=…`. Found by `ServiceLoader`.
  public static final class Drop implements FilterFactory {
    @Override
    public String name() {
      return "drop";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      return maker(Kind.DROP, "after", options);
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    Long most = left.get(direction);
    if (most == null) {
      return Verdict.pass(chunk);
    }
    int length = chunk.readableBytes();
    left.put(direction, Math.max(0, most - length));
    if (length < most || (length == most && kind != Kind.QUOTA)) {
      return kind == Kind.RESET && length == most
          ? over(direction, List.of(Piece.of(chunk)))
          : Verdict.pass(chunk);
    }
    int rest = (int) Math.min(most, length);
    return over(
        direction,
        rest == 0 ? List.of() : List.of(Piece.of(chunk.retainedSlice(chunk.readerIndex(), rest))));
  }

  private Verdict over(Direction direction, List<Piece> last) {
    return switch (kind) {
      case QUOTA -> new Verdict.Close(last, false, "quota of bytes " + direction + " is used up");
      case RESET -> new Verdict.Close(last, true, "reset after so many bytes " + direction);
      case DROP -> new Verdict.Pass(last);
    };
  }
}
