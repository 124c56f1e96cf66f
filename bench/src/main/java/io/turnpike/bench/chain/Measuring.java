package io.turnpike.bench.chain;

import io.turnpike.bench.path.LongPath;
import java.nio.file.Path;
import java.util.List;

/// Measures chains first on loopback, then on the long path; each with places and keys of its own.
record Measuring(Path executables, Cleanup cleanup, Effort effort, Results results) {
  void local(List<Chain> chains, List<Work> works) throws Exception {
    if (!works.isEmpty()) {
      run(chains, works, Places.loopback());
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
