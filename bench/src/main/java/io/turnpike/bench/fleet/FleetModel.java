package io.turnpike.bench.fleet;

import io.turnpike.edge.Rendezvous;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// How 1,000,000 edges spread over 100 relays, and how many of them move when one goes or comes,
/// with the very choice that the edges make. Prints the table of docs/scaling.md; `scripts/fleet`
/// runs it.
///
/// Names are fixed, so every run prints the same.
public final class FleetModel {
  private static final int EDGES = 1_000_000;
  private static final int RELAYS = 100;

  /// What rendezvous hashing keeps of an order: no choice of the model is longer.
  private static final int KEPT = 4;

  private final List<String> relays =
      IntStream.range(0, RELAYS).mapToObj(i -> "198.51.100." + i + ":4433").toList();
  private final List<Group> groups = new ArrayList<>();

  /// @param order the first relays of the group, when all 101 that there ever are can be chosen
  private record Group(int edges, List<String> order) {
    Set<String> choice(int perEdge, Set<String> present) {
      Set<String> chosen = new HashSet<>();
      for (String relay : order) {
        if (chosen.size() < perEdge && present.contains(relay)) {
          chosen.add(relay);
        }
      }
      return chosen;
    }
  }

  private FleetModel(int edgesPerGroup) {
    List<String> ever = new ArrayList<>(relays);
    ever.add(newcomer());
    for (int i = 0; i < EDGES / edgesPerGroup; i++) {
      List<String> order = new Rendezvous("group-" + i).order(ever, Function.identity());
      groups.add(new Group(edgesPerGroup, List.copyOf(order.subList(0, KEPT))));
    }
  }

  private static String newcomer() {
    return "198.51.100." + RELAYS + ":4433";
  }

  /// Edges at each relay, least first.
  private long[] loads(int perEdge) {
    Set<String> present = Set.copyOf(relays);
    var loads = new java.util.HashMap<String, Long>();
    for (Group group : groups) {
      for (String relay : group.choice(perEdge, present)) {
        loads.merge(relay, (long) group.edges(), Long::sum);
      }
    }
    return relays.stream().mapToLong(relay -> loads.getOrDefault(relay, 0L)).sorted().toArray();
  }

  /// The share of the edges' links that are to another relay than before, in percent.
  private double moved(int perEdge, Set<String> before, Set<String> after) {
    long moved = 0;
    for (Group group : groups) {
      Set<String> now = new HashSet<>(group.choice(perEdge, after));
      now.removeAll(group.choice(perEdge, before));
      moved += (long) now.size() * group.edges();
    }
    return 100.0 * moved / EDGES / perEdge;
  }

  private void print(int perEdge) {
    long[] loads = loads(perEdge);
    double mean = Arrays.stream(loads).average().orElseThrow();
    double variance =
        Arrays.stream(loads).mapToDouble(load -> (load - mean) * (load - mean)).sum() / RELAYS;
    Set<String> all = Set.copyOf(relays);
    Set<String> less = new HashSet<>(relays);
    less.remove(relays.get(RELAYS / 2));
    Set<String> more = new HashSet<>(relays);
    more.add(newcomer());
    System.out.printf(
        Locale.ROOT,
        "| %,d | %d | %,.0f | %,d (%+.1f %%) | %,d (%+.1f %%) | %.2f %% | %.2f %% | %.2f %% |%n",
        groups.getFirst().edges(),
        perEdge,
        mean,
        loads[0],
        100 * (loads[0] / mean - 1),
        loads[RELAYS - 1],
        100 * (loads[RELAYS - 1] / mean - 1),
        100 * Math.sqrt(variance) / mean,
        moved(perEdge, all, less),
        moved(perEdge, all, more));
  }

  public static void main(String[] args) {
    System.out.println(
        "| edges of a group | relays of an edge | edges at a relay | least | most | standard"
            + " deviation | moved when one goes | moved when one comes |");
    System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (int edgesPerGroup : new int[] {2, 10, 1_000}) {
      var model = new FleetModel(edgesPerGroup);
      IntStream.rangeClosed(1, 3).forEach(model::print);
    }
  }
}
