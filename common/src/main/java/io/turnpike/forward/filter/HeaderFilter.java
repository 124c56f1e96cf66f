package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Function;

/// `header:add=…`, `header:strip=…`: puts bytes in front of the request, or takes so many away from
/// there. Text may contain `\r`, `\n`, `\t`, `\\` and `\xNN`.
public final class HeaderFilter implements Filter {
  private final byte[] added;
  private long toStrip;

  private HeaderFilter(byte[] added, long toStrip) {
    this.added = added;
    this.toStrip = toStrip;
  }

  /// Found by `ServiceLoader`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "header";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      byte[] added = Escapes.bytes(options.text("add").orElse(""));
      long strip = options.bytes("strip").orElse(0L);
      if (added.length == 0 && strip == 0) {
        throw new IllegalArgumentException("nothing to do (expected: add=TEXT or strip=BYTES)");
      }
      return connection -> new HeaderFilter(added, strip);
    }
  }

  @Override
  public ByteBuf begin(Direction direction) {
    return direction == Direction.UP ? Unpooled.wrappedBuffer(added) : Unpooled.EMPTY_BUFFER;
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    if (direction == Direction.DOWN || toStrip == 0) {
      return Verdict.pass(chunk);
    }
    int stripped = (int) Math.min(toStrip, chunk.readableBytes());
    toStrip -= stripped;
    chunk.skipBytes(stripped);
    return chunk.isReadable() ? Verdict.pass(chunk) : Verdict.drop();
  }
}
