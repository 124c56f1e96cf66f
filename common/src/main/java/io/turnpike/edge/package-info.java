/// What entry-point and reverse-proxy share: keys and trust, event loops, the link to the relay,
/// the sessions, drain. It wires the other packages together and holds no protocol of its own.
@NullMarked
package io.turnpike.edge;

import org.jspecify.annotations.NullMarked;
