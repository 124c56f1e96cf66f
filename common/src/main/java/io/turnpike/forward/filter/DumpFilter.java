package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// `dump:dir=…`: each direction of each connection goes to a file of its own, `<time>-<id>.up` and
/// `.down`. The bytes wait, within the bound of what filters may hold, for a disk that is slower.
public final class DumpFilter implements Filter {
  private static final long FALL_BACK_NANOS = 10_000_000;

  private final DumpWriter writer;
  private final Path up;
  private final Path down;

  private DumpFilter(DumpWriter writer, Path directory, FilteredConnection connection) {
    this.writer = writer;
    String name = Instant.now().toString().replace(":", "") + "-" + connection.id();
    this.up = directory.resolve(name + ".up");
    this.down = directory.resolve(name + ".down");
  }

  /// Found by `ServiceLoader`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "dump";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      Path directory =
          Path.of(
              options
                  .text("dir")
                  .filter(text -> !text.isEmpty())
                  .orElseThrow(
                      () -> new IllegalArgumentException("dir is missing (expected: dir=…)")));
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new IllegalArgumentException(directory + ": no directory, and it cannot be made", e);
      }
      var writer = new DumpWriter();
      return connection -> new DumpFilter(writer, directory, connection);
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    boolean isBehind =
        writer.append(direction == Direction.UP ? up : down, ByteBufUtil.getBytes(chunk));
    return isBehind
        ? new Verdict.Pass(List.of(new Piece(chunk, FALL_BACK_NANOS)))
        : Verdict.pass(chunk);
  }

  @Override
  public void ended() {
    writer.close(up);
    writer.close(down);
  }
}
