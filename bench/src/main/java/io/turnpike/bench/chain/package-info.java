/// The whole-chain harness: runs source → three programs → destination as separate processes, ours
/// and its peers', and measures the works of `docs/benchmarks.md`. `make bench` and `make
/// bench-quick` run it.
@NullMarked
package io.turnpike.bench.chain;

import org.jspecify.annotations.NullMarked;
