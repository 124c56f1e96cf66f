package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What our programs cost as there are more tunnels, or more streams, while the same total is
/// carried: a fresh chain for each number.
final class Scaling {
  private static final List<Integer> TUNNELS = List.of(10, 100, 1000, 10_000);
  private static final List<Integer> STREAMS = List.of(1, 10, 100, 1000, 10_000);

  /// What a process needs besides two sockets for each tunnel or stream.
  private static final int OTHER_FILES = 400;

  /// What each role costs at a number of tunnels or streams.
  ///
  /// @param cpuPercent of one processor
  record Point(int count, Map<RoleName, Double> cpuPercent, Map<RoleName, Double> pssMib) {}

  /// Far fewer messages than these must not come back late or never.
  private static final double LEAST_ECHOED = 0.9;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double PERCENT = 100;
  private static final double KIB_PER_MIB = 1024;

  private final Path executables;
  private final Cleanup cleanup;
  private final Effort effort;
  private final Results results;

  Scaling(Path executables, Cleanup cleanup, Effort effort, Results results) {
    this.executables = executables;
    this.cleanup = cleanup;
    this.effort = effort;
    this.results = results;
  }

  /// As many tunnels as streams, one on each.
  List<Point> tunnels() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int wanted : TUNNELS) {
      int count = Math.min(wanted, most());
      measure(TurnpikeChain.withTunnels(executables, count), count, 2 * count, points);
    }
    return points;
  }

  /// Streams over the pools that the programs have by themselves.
  List<Point> streams() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int wanted : STREAMS) {
      int count = Math.min(wanted, most());
      measure(new TurnpikeChain(executables), count, 0, points);
    }
    return points;
  }

  /// The relay has two sockets for each tunnel, each edge two for each stream with a tunnel of its
  /// own, and this process two for each stream.
  private static int most() throws Exception {
    return (Machine.openFiles() - OTHER_FILES) / 2;
  }

  private void measure(Chain chain, int streams, int sockets, List<Point> points) throws Exception {
    String what = "%,d %s".formatted(streams, sockets == 0 ? "streams" : "tunnels");
    System.err.println("bench: " + what);
    Places places = Places.loopback();
    Workspace workspace = cleanup.add(Workspace.create());
    try (Sink sink = Sink.open(places.reverse());
        Source source = Source.open(places.entry())) {
      Keys keys = Keys.create(executables, workspace, places);
      Assembly assembly = cleanup.add(new Assembly(places, keys, sink.port()));
      try {
        chain.assemble(assembly);
        awaitSockets(assembly.role(RoleName.RELAY), sockets);
        points.add(measure(assembly, source, streams));
      } finally {
        cleanup.close(assembly);
      }
    } catch (Failure e) {
      System.err.println("bench: FAILED: " + e.getMessage());
      results.failure(what + ": " + e.getMessage());
    } finally {
      cleanup.close(workspace);
    }
  }

  private Point measure(Assembly assembly, Source source, int streams) throws Exception {
    try (SteadyLoad load = SteadyLoad.start(source, assembly.address(), streams)) {
      Bed.pause(effort.warmUp());
      Map<RoleName, Double> before = cpuSeconds(assembly);
      long echoedBefore = load.echoed();
      long start = System.nanoTime();
      Bed.pause(effort.measure());
      double seconds = (System.nanoTime() - start) / 1e9;
      Map<RoleName, Double> cpu = cpuSeconds(assembly);
      cpu.replaceAll((role, after) -> (after - before.getOrDefault(role, 0.0)) / seconds * PERCENT);
      double echoed = (load.echoed() - echoedBefore) / seconds;
      if (echoed < LEAST_ECHOED * SteadyLoad.MESSAGES_PER_SECOND) {
        throw new Failure("only %.0f messages a second came back".formatted(echoed));
      }
      load.requireAlive();
      Map<RoleName, Double> pss = new EnumMap<>(RoleName.class);
      for (Role role : assembly.roles()) {
        pss.put(role.name(), role.pssKib() / KIB_PER_MIB);
      }
      return new Point(streams, cpu, pss);
    }
  }

  private static Map<RoleName, Double> cpuSeconds(Assembly assembly) throws Exception {
    Map<RoleName, Double> seconds = new EnumMap<>(RoleName.class);
    for (Role role : assembly.roles()) {
      seconds.put(role.name(), role.cpuSeconds());
    }
    return seconds;
  }

  /// Waits until the relay has so many sockets: two for each tunnel.
  private static void awaitSockets(Role relay, int count) throws Exception {
    long start = System.nanoTime();
    while (relay.sockets() < count) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new Failure(
            "the relay has %d sockets (expected: %d)".formatted(relay.sockets(), count));
      }
      Bed.pause(Duration.ofMillis(200));
    }
  }
}
