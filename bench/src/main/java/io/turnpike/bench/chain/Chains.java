package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// All chains that the harness knows.
final class Chains {
  private static final List<String> QUICK = List.of(TurnpikeChain.NAME, "haproxy");

  private final List<Chain> all;

  private Chains(List<Chain> all) {
    this.all = all;
  }

  /// One program between source and destination, without TLS.
  static Chains proxies(Path executables) {
    return new Chains(
        List.of(
            ProxyChain.turnpike(executables),
            ProxyChain.haproxy(),
            ProxyChain.loggingHaproxy(),
            ProxyChain.nginx(),
            ProxyChain.socat()));
  }

  /// Three programs, and none.
  static Chains whole(Path executables) {
    return new Chains(
        List.of(
            new DirectChain(),
            new TurnpikeChain(executables),
            new HaproxyChain(),
            new NginxChain(),
            new StunnelChain(),
            new OpensshChain(),
            new SocatChain()));
  }

  private List<String> names() {
    return all.stream().map(Chain::name).toList();
  }

  /// @throws Failure when none of `all` has a chain of that name
  static void requireKnown(List<String> names, Chains... all) {
    List<String> known = Stream.of(all).flatMap(each -> each.names().stream()).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new Failure("chain " + name + " (expected: one of " + known + ")");
      }
    }
  }

  /// The named ones; without names, those that are installed and, for a quick run, few.
  ///
  /// What is not installed is noted in the results.
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
        System.err.println("bench: without " + chain.name());
        results.omission(chain.name() + ": not installed (scripts/bench-peers)");
      }
    }
    return chosen;
  }
}
