package io.turnpike.bench.chain;

import java.util.Map;

/// What must be known about a run to repeat it.
///
/// @param versions what each chain consists of
record RunFacts(
    Machine machine,
    String commit,
    String date,
    String command,
    Effort effort,
    Map<String, String> versions) {}
