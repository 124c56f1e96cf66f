package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All chains that the harness knows.
final class Chains {
  private static final List<String> QUICK = List.of("direct", TurnpikeChain.NAME, "haproxy");

  private final List<Chain> all;

  Chains(Path executables) {
    all =
        List.of(
            new DirectChain(),
            new TurnpikeChain(executables),
            new HaproxyChain(),
            new NginxChain(),
            new StunnelChain(),
            new OpensshChain(),
            new SocatChain());
  }

  /// The named ones; without names, those that are installed and, for a quick run, few.
  ///
  /// What is not installed is noted in the results.
  ///
  /// @throws Failure when a name is unknown
  List<Chain> choose(List<String> names, boolean quick, Results results) {
    List<Chain> chosen = new ArrayList<>();
    for (Chain chain : all) {
      boolean wanted =
          names.isEmpty() ? !quick || QUICK.contains(chain.name()) : names.contains(chain.name());
      if (!wanted) {
        continue;
      }
      if (chain.version().isPresent()) {
        chosen.add(chain);
      } else {
        results.omission(chain.name() + ": not installed (scripts/bench-peers)");
      }
    }
    List<String> known = all.stream().map(Chain::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new Failure("chain " + name + " (expected: one of " + known + ")");
      }
    }
    return chosen;
  }
}
