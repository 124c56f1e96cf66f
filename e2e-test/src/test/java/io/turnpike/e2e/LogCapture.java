package io.turnpike.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// What the programs log while it is open, debug lines too. Any thread.
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.turnpike");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogCapture() {}

  public static LogCapture begin() {
    var capture = new LogCapture();
    capture.setContext(capture.root.getLoggerContext());
    capture.start();
    capture.ours.setLevel(Level.DEBUG);
    capture.root.addAppender(capture);
    return capture;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getLevel() + " " + event.getFormattedMessage());
  }

  /// Each as `LEVEL message`.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /// Those in which `regex` is found.
  public Stream<String> find(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return lines().stream().filter(line -> pattern.matcher(line).find());
  }

  /// Waits for a line in which `regex` is found.
  ///
  /// @return its first group, or what was found when it has none
  public String await(String regex) {
    Await.until(
        () -> "no line with \"" + regex + "\" in\n" + lastLines(),
        () -> find(regex).findAny().isPresent());
    Matcher matcher = Pattern.compile(regex).matcher(find(regex).findFirst().orElseThrow());
    return matcher.find() && matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
  }

  private String lastLines() {
    List<String> all = lines();
    return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
  }

  @Override
  public void close() {
    root.detachAppender(this);
    ours.setLevel(null);
    stop();
  }
}
