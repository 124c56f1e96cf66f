package example;

import io.netty.buffer.ByteBuf;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.Filter;
import io.turnpike.forward.filter.FilterFactory;
import io.turnpike.forward.filter.FilterOptions;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.forward.filter.Verdict;
import java.util.function.Function;

/// `shout`, `shout:max=BYTES`: turns the letters of a request into capitals, all or the first ones.
public final class ShoutFilter implements Filter {
  private long left;

  private ShoutFilter(long bytes) {
    this.left = bytes;
  }

  /// Named in `META-INF/services`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "shout";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      long max = options.bytes("max").orElse(Long.MAX_VALUE);
      return connection -> new ShoutFilter(max);
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    if (direction == Direction.UP) {
      for (int i = chunk.readerIndex(); i < chunk.writerIndex() && left > 0; i++, left--) {
        chunk.setByte(i, Character.toUpperCase(chunk.getByte(i)));
      }
    }
    return Verdict.pass(chunk);
  }
}
