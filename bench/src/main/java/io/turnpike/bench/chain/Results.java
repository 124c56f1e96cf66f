package io.turnpike.bench.chain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedCollection;
import java.util.SequencedSet;

/// All values that were measured, by chain and figure, one for each round; and what went wrong.
final class Results {
  private final Map<String, Map<Figure, List<Double>>> values = new LinkedHashMap<>();
  private final SequencedSet<String> failures = new LinkedHashSet<>();
  private final SequencedSet<String> omissions = new LinkedHashSet<>();

  /// Names a chain, so that it has its column even if it measures nothing.
  void chain(String chain) {
    figures(chain);
  }

  void add(String chain, Figure figure, double value) {
    figures(chain).computeIfAbsent(figure, key -> new ArrayList<>()).add(value);
  }

  void failure(String what) {
    failures.add(what);
  }

  /// Notes what this machine cannot run, which is not a failure.
  void omission(String what) {
    omissions.add(what);
  }

  List<String> chains() {
    return List.copyOf(values.keySet());
  }

  List<Double> values(String chain, Figure figure) {
    return values.getOrDefault(chain, Map.of()).getOrDefault(figure, List.of());
  }

  /// The median over the rounds; empty when it was not measured.
  OptionalDouble median(String chain, Figure figure) {
    List<Double> rounds = values(chain, figure);
    return rounds.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Stats.median(rounds));
  }

  /// Whether any chain has a value for it.
  boolean has(Figure figure) {
    return values.values().stream().anyMatch(chain -> chain.containsKey(figure));
  }

  SequencedCollection<String> failures() {
    return failures;
  }

  SequencedCollection<String> omissions() {
    return omissions;
  }

  private Map<Figure, List<Double>> figures(String chain) {
    return values.computeIfAbsent(chain, key -> new EnumMap<>(Figure.class));
  }
}
