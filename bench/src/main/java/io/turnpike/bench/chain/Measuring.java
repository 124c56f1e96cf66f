package io.turnpike.bench.chain;

import io.turnpike.bench.path.LongPath;
import io.turnpike.bench.path.Namespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Measures chains first on loopback, then on the long path; each with places and keys of its own.
record Measuring(Path executables, Cleanup cleanup, Effort effort, Results results) {
  /// In a namespace of its own: neither rules of the firewall nor other programs' connections are
  /// in the way, and the settings of TCP are always the same. Notes an omission where this machine
  /// cannot have that; then they are the machine's.
  ///
  /// @param congestionControl of all connections
  void local(List<Chain> chains, List<Work> works, String congestionControl) throws Exception {
    if (chains.isEmpty() || works.isEmpty()) {
      return;
    }
    Optional<String> missing = Namespace.missing();
    if (missing.isPresent()) {
      results.omission("`tcp_congestion_control` " + congestionControl + ": " + missing.get());
      run(chains, works, Places.loopback());
      return;
    }
    Namespace namespace = cleanup.add(open(congestionControl));
    run(chains, works, Places.loopback(namespace));
    cleanup.close(namespace);
  }

  private static Namespace open(String congestionControl) {
    try {
      return Namespace.loopback(congestionControl);
    } catch (Exception e) {
      throw new Failure(
          "a loopback with congestion control %s: %s (expected: one of %s)"
              .formatted(congestionControl, e.getMessage(), Namespace.congestionControls()));
    }
  }

  /// Notes an omission where this machine cannot have a long path.
  void longPath(List<Chain> chains, List<Work> works) throws Exception {
    if (works.isEmpty()) {
      return;
    }
    LongPath.missing().ifPresent(what -> results.omission("the path of 141 ms: " + what));
    if (LongPath.missing().isPresent()) {
      return;
    }
    LongPath path = cleanup.add(LongPath.open());
    try {
      run(chains, works, Places.of(path));
    } finally {
      cleanup.close(path);
    }
    if (path.refused() > 0) {
      results.failure("the path of 141 ms lost " + path.refused() + " packets");
    }
  }

  private void run(List<Chain> chains, List<Work> works, Places places) throws Exception {
    Workspace workspace = cleanup.add(Workspace.create());
    Keys keys = Keys.create(executables, workspace, places);
    new Runner(cleanup, effort, results).run(chains, works, places, keys);
    cleanup.close(workspace);
  }
}
