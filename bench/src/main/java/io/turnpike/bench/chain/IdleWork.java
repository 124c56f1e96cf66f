package io.turnpike.bench.chain;

import java.time.Duration;
import java.util.Map;

/// What an idle connection costs in memory: connections are opened, each carries one byte there and
/// back, and then they stay. Some that came and went before them have loaded the code.
final class IdleWork implements Work {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AT_ONCE = 32;
  private static final int CONNECTIONS_BEFORE = 500;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void run(Bed bed) throws Exception {
    int count =
        Math.min(bed.effort().idleConnections(), bed.chain().chain().traits().mostConnections());
    bed.sink().mode(Sink.Mode.ECHO);
    open(bed, new Exchanges.Plan(AT_ONCE, Math.min(count, CONNECTIONS_BEFORE), false));
    Bed.pause(bed.effort().rest());
    Map<RoleName, Long> before = bed.pssKib();
    Exchanges idle = open(bed, new Exchanges.Plan(AT_ONCE, count, true));
    try {
      Bed.pause(bed.effort().rest());
      Map<RoleName, Long> after = bed.pssKib();
      double sum = 0;
      for (Map.Entry<RoleName, Long> role : after.entrySet()) {
        double each = (double) (role.getValue() - before.getOrDefault(role.getKey(), 0L)) / count;
        bed.add(Figure.idle(role.getKey()), each);
        sum += each;
      }
      if (after.size() > 1) {
        bed.add(Figure.IDLE_CHAIN, sum);
      }
    } finally {
      idle.closeKept();
    }
    Bed.pause(bed.effort().settle());
  }

  private static Exchanges open(Bed bed, Exchanges.Plan plan) throws InterruptedException {
    Exchanges exchanges = new Exchanges(bed.source(), bed.address(), plan);
    exchanges.start();
    exchanges.awaitEnd(PATIENCE);
    if (exchanges.done() != plan.total()) {
      exchanges.stop();
      exchanges.closeKept();
      throw new Failure(
          "%d of %d connections could be opened".formatted(exchanges.done(), plan.total()));
    }
    return exchanges;
  }
}
