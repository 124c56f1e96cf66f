package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogBudgetTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps around, as it may
  private final LogBudget budget = new LogBudget(LogBudget.LINES, nanos::get);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = new LoggerContext().getLogger("test");

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  private void spend(int count) {
    for (int i = 0; i < count; i++) {
      budget.info(log, "line {} of {}", i, count);
    }
  }

  private List<String> written() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void whatIsWithinTheBudgetIsWritten() {
    spend(LogBudget.LINES);
    assertEquals(LogBudget.LINES, written().size());
    assertEquals("line 0 of 20", written().getFirst());
  }

  @Test
  void whatGoesBeyondItIsNot() {
    spend(LogBudget.LINES + 1);
    nanos.addAndGet(LogBudget.SPAN_NANOS);
    spend(1);
    assertEquals(LogBudget.LINES, written().size());
  }

  @Test
  void theNextSpanBeginsWithTheNumberOfThoseLeftOut() {
    spend(LogBudget.LINES + 7);
    nanos.addAndGet(LogBudget.SPAN_NANOS + 1);
    spend(LogBudget.LINES + 1);
    assertEquals(2 * LogBudget.LINES + 1, written().size());
    assertEquals("7 lines like the last ones were left out", written().get(LogBudget.LINES));
    assertEquals("line 0 of 21", written().get(LogBudget.LINES + 1));
  }

  @Test
  void aSpanWithinItsBudgetIsNotMentioned() {
    spend(LogBudget.LINES);
    nanos.addAndGet(LogBudget.SPAN_NANOS + 1);
    spend(1);
    assertEquals("line 0 of 1", written().getLast());
    assertEquals(LogBudget.LINES + 1, written().size());
  }

  @Test
  void linesThatTheLevelLeavesOutCostNothing() {
    log.setLevel(Level.WARN);
    spend(LogBudget.LINES + 1);
    log.setLevel(Level.INFO);
    spend(1);
    assertEquals(List.of("line 0 of 1"), written());
  }
}
