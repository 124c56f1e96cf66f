package io.turnpike.e2e.mistakes;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.turnpike.e2e.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// What the programs of this process log while it is open, by thread: each has loops of its own, so
/// the next line of a thread is the next one of its program. Any thread.
final class Said extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Map<String, List<String>> lines = new ConcurrentHashMap<>();

  static Said listen() {
    var said = new Said();
    said.start();
    said.root.addAppender(said);
    return said;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines
        .computeIfAbsent(event.getThreadName(), name -> new CopyOnWriteArrayList<>())
        .add(event.getFormattedMessage());
  }

  /// Waits for a line with `cause`, behind which its thread has said more.
  Asked await(String cause) {
    Await.until(() -> "no \"" + cause + "\" in " + lines, () -> find(cause).isPresent());
    return new Asked(0, find(cause).orElseThrow());
  }

  private Optional<List<String>> find(String cause) {
    return lines.values().stream()
        .map(List::copyOf)
        .filter(all ->
            all.subList(0, Math.max(0, all.size() - 1)).stream()
                .anyMatch(line -> line.contains(cause)))
        .findFirst();
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
