package io.turnpike.bench.chain;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a work is done on: a chain that runs, a source and a destination, and where the values go.
record Bed(Running chain, Source source, Sink sink, Effort effort, Results results) {
  /// A chain whose roles are all ready.
  record Running(
      Chain chain, List<Role> roles, Map<RoleName, Duration> starts, InetSocketAddress address) {
    String name() {
      return chain.name();
    }
  }

  private static final Duration COMPILED_WARM_UP = Duration.ofSeconds(1);
  private static final int WARM_UPS_OF_BULK = 3;

  InetSocketAddress address() {
    return chain.address();
  }

  /// How long to run before a measurement.
  Duration warmUp() {
    return compiles() ? effort.warmUp() : COMPILED_WARM_UP;
  }

  /// How long bulk runs before the first measurement of it: programs that have just started have
  /// more for their compilers to do than at any later work.
  Duration bulkWarmUp() {
    return warmUp().multipliedBy(WARM_UPS_OF_BULK);
  }

  /// Whether the chain's programs compile while they run.
  boolean compiles() {
    return chain.chain().traits().compiles();
  }

  void add(Figure figure, double value) {
    results.add(chain.name(), figure, value);
  }

  /// The CPU time that each role has used so far, in seconds.
  Map<RoleName, Double> cpuSeconds() throws IOException {
    Map<RoleName, Double> seconds = new EnumMap<>(RoleName.class);
    for (Role role : chain.roles()) {
      seconds.put(role.name(), role.cpuSeconds());
    }
    return seconds;
  }

  /// The same, of all roles together.
  double cpuOfAll() throws IOException {
    return cpuSeconds().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /// The proportional set size of each role now.
  Map<RoleName, Long> pssKib() throws IOException {
    Map<RoleName, Long> sizes = new EnumMap<>(RoleName.class);
    for (Role role : chain.roles()) {
      sizes.put(role.name(), role.pssKib());
    }
    return sizes;
  }

  static void pause(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }
}
