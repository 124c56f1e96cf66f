package io.turnpike.forward.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `log`, `log:as=text`, `log:as=hex`: a line for each chunk, with its text, or with a hex dump. It
/// is the only thing that ever puts payload into the log.
public final class LogFilter implements Filter {
  private static final Logger log = LoggerFactory.getLogger(LogFilter.class);
  private static final int MOST_TEXT_BYTES = 1024;
  private static final int MOST_HEX_BYTES = 4096;

  private final FilteredConnection connection;
  private final As as;

  private enum As {
    LINE,
    TEXT,
    HEX
  }

  private LogFilter(FilteredConnection connection, As as) {
    this.connection = connection;
    this.as = as;
  }

  /// Found by `ServiceLoader`.
  public static final class Factory implements FilterFactory {
    @Override
    public String name() {
      return "log";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      As as = as(options.text("as").orElse("line"));
      return connection -> new LogFilter(connection, as);
    }

    private static As as(String text) {
      for (As as : As.values()) {
        if (as.name().toLowerCase(Locale.ROOT).equals(text)) {
          return as;
        }
      }
      throw new IllegalArgumentException("as=\"" + text + "\" (expected: line, text or hex)");
    }
  }

  @Override
  public Verdict filter(Direction direction, ByteBuf chunk) {
    String id = connection.id();
    int length = chunk.readableBytes();
    switch (as) {
      case LINE -> log.info("chunk conn={} direction={} bytes={}", id, direction, length);
      case TEXT ->
          log.info(
              "chunk conn={} direction={} bytes={} text={}", id, direction, length, text(chunk));
      case HEX -> {
        log.info("chunk conn={} direction={} bytes={}", id, direction, length);
        ByteBufUtil.prettyHexDump(chunk, chunk.readerIndex(), Math.min(length, MOST_HEX_BYTES))
            .lines()
            .filter(line -> line.startsWith("|"))
            .forEach(line -> log.info("conn={} {} {}", id, direction, line));
      }
    }
    return Verdict.pass(chunk);
  }

  private static String text(ByteBuf chunk) {
    int shown = Math.min(chunk.readableBytes(), MOST_TEXT_BYTES);
    String text = chunk.toString(chunk.readerIndex(), shown, StandardCharsets.UTF_8);
    return shown < chunk.readableBytes() ? text + "…" : text;
  }
}
