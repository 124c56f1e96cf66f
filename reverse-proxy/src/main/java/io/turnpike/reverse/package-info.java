/// The edge beside the service: accepts streams and dials their destinations.
@NullMarked
package io.turnpike.reverse;

import org.jspecify.annotations.NullMarked;
