/// JMH benchmarks of the inner loops; `scripts/jmh [pattern]` runs them. purpose: run them with
/// `scripts/jmh [pattern]`.
@NullMarked
package io.turnpike.bench;

import org.jspecify.annotations.NullMarked;
