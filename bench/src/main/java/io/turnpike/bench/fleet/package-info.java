/// How groups spread over a fleet of relays.
@NullMarked
package io.turnpike.bench.fleet;

import org.jspecify.annotations.NullMarked;
