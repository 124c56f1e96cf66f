package io.turnpike.forward;

import io.turnpike.forward.filter.TokenBucket;
import io.turnpike.metric.Tally;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// Who is let in, by [AdmissionLimits], over all listeners of a program. Any thread; without Netty.
public final class Admission {
  /// A second's worth may be admitted at once.
  private static final long BURST_NANOS = 1_000_000_000;

  private AdmissionLimits limits;
  private TokenBucket rate;
  private final Map<InetAddress, Integer> bySource = new HashMap<>();
  private final Tally<Verdict> refusals = new Tally<>(Verdict.class);
  private int connections;

  /// What becomes of a connection.
  public enum Verdict {
    ADMITTED("admitted"),
    NOT_PERMITTED("this source is not permitted"),
    NOT_TRUSTED("this sender is not in --accept-proxy-protocol"),
    NO_HEADER("no PROXY header (expected by --accept-proxy-protocol)"),
    TOO_MANY_HEADERS("too many connections wait for their PROXY header"),
    TOO_MANY("--max-connections is reached"),
    TOO_MANY_OF_SOURCE("--max-connections-per-source is reached"),
    TOO_FAST("--accept-rate is exceeded"),
    NO_MEMORY("no memory is left for more connections");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// @param nowNanos of `System.nanoTime`
  public Admission(AdmissionLimits limits, long nowNanos) {
    this.limits = limits;
    this.rate = new TokenBucket(Math.max(1, limits.acceptPerSecond()), BURST_NANOS, nowNanos);
  }

  /// Refusals so far, for whatever reason.
  public Tally<Verdict> refusals() {
    return refusals;
  }

  void refused(Verdict verdict) {
    refusals.add(verdict);
  }

  /// Goes by other limits from now on; whoever was admitted still counts.
  public void become(AdmissionLimits newLimits, long nowNanos) {
    become(new Admission(newLimits, nowNanos));
  }

  synchronized void become(Admission other) {
    if (!limits.equals(other.limits)) {
      limits = other.limits;
      rate = other.rate;
    }
  }

  /// Counts a connection that is admitted; [#release] is due when it ends.
  public synchronized Verdict admit(InetAddress source, long nowNanos) {
    if (!limits.permits(source)) {
      return Verdict.NOT_PERMITTED;
    }
    if (limits.maxConnections() > 0 && connections >= limits.maxConnections()) {
      return Verdict.TOO_MANY;
    }
    if (limits.maxPerSource() > 0 && bySource.getOrDefault(source, 0) >= limits.maxPerSource()) {
      return Verdict.TOO_MANY_OF_SOURCE;
    }
    if (limits.acceptPerSecond() > 0 && !rate.tryTake(nowNanos)) {
      return Verdict.TOO_FAST;
    }
    connections++;
    bySource.merge(source, 1, Integer::sum); // even without a limit: there may be one later
    return Verdict.ADMITTED;
  }

  public synchronized void release(InetAddress source) {
    connections--;
    bySource.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Admitted and not released.
  public synchronized int connections() {
    return connections;
  }
}
