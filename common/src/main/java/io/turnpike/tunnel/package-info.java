/// A tunnel's way from dial to secured as the edges see it, the pool of tunnels, and the control
/// connection (`protocol.md` §4).
@NullMarked
package io.turnpike.tunnel;

import org.jspecify.annotations.NullMarked;
