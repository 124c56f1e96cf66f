package io.turnpike.forward;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says that connections are refused: at once, and then for each reason at most one line in 10 s,
/// with how many it stands for. Any thread.
final class RefusalLog {
  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
  static final long SPAN_NANOS = 10_000_000_000L;

  private final Map<Admission.Verdict, Span> spans = new EnumMap<>(Admission.Verdict.class);

  private static final class Span {
    private long startNanos;
    private int refused;

    Span(long startNanos) {
      this.startNanos = startNanos;
    }
  }

  void refused(Admission.Verdict reason, Object source, long nowNanos) {
    int count = take(reason, nowNanos);
    if (count > 0) {
      log.info(
          "connections refused count={} source={} reason=\"{}\"", count, source, reason.text());
    }
  }

  /// @return how many refusals a line is due for; 0 for none
  synchronized int take(Admission.Verdict reason, long nowNanos) {
    Span span =
        spans.computeIfAbsent(reason, _ -> new Span(nowNanos - SPAN_NANOS)); // the first is due
    span.refused++;
    if (nowNanos - span.startNanos < SPAN_NANOS) {
      return 0;
    }
    int count = span.refused;
    span.refused = 0;
    span.startNanos = nowNanos;
    return count;
  }
}
