package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// `chunk:size=…`: nothing larger goes on in one piece.
public final class ChunkFilter implements Filter {
  private final int size;

  private ChunkFilter(int size) {
    this.size = size;
  }

  /// Found by `ServiceLoader`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "chunk";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      long size = options.bytes("size").orElse(0L);
      if (size < 1 || size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("size is missing (expected: size=…, 1 byte or more)");
      }
      return connection -> new ChunkFilter((int) size);
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    if (chunk.readableBytes() <= size) {
      return Verdict.pass(chunk);
    }
    List<Piece> pieces = new ArrayList<>();
    while (chunk.isReadable()) {
      pieces.add(Piece.of(chunk.readRetainedSlice(Math.min(size, chunk.readableBytes()))));
    }
    return new Verdict.Pass(pieces);
  }
}
