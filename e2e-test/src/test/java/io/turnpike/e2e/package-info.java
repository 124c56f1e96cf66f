/// Whole chains over real sockets: a source, the three programs, a destination. [Chain] starts them
/// in this process; each class of tests is one scenario.
@NullMarked
package io.turnpike.e2e;

import org.jspecify.annotations.NullMarked;
