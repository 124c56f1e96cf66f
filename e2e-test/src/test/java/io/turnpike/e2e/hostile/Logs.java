package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.turnpike.e2e.Await;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/// What the programs in this process log, from its making until it is closed. Any thread.
final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final String RELAY = "io.turnpike.relay.";

  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  Logs() {
    start();
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /// The relay's lines, without its greeting and without remedies.
  List<String> relay() {
    return lines(event ->
        event.getLoggerName().startsWith(RELAY)
            && !event.getFormattedMessage().startsWith("relay-server ")
            && !event.getFormattedMessage().startsWith("remedy: ")
            && !event.getFormattedMessage().startsWith("ready"));
  }

  /// The edges' lines.
  List<String> edges() {
    return lines(event -> !event.getLoggerName().startsWith(RELAY));
  }

  /// All lines that have `part`.
  List<String> with(String part) {
    return lines(event -> event.getFormattedMessage().contains(part));
  }

  private List<String> lines(Predicate<ILoggingEvent> which) {
    return events.stream().filter(which).map(ILoggingEvent::getFormattedMessage).toList();
  }

  private List<String> all() {
    return lines(event -> true);
  }

  /// Waits for a line that has `part`, and returns it.
  String await(String part) {
    Await.until(() -> "no \"" + part + "\" in " + all(), () -> !with(part).isEmpty());
    return with(part).getFirst();
  }

  /// Waits until the relay has written one line, which `line` must be.
  void expectRelayToSay(String line) {
    Await.until(() -> "the relay says nothing", () -> !relay().isEmpty());
    assertEquals(List.of(line), relay());
  }

  /// No peer can cause a stack trace or a "bug".
  void expectNoFaults() {
    assertEquals(
        List.of(),
        lines(event ->
            event.getThrowableProxy() != null
                || event.getFormattedMessage().startsWith("bug")
                || event.getLoggerName().startsWith("io.netty")));
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
