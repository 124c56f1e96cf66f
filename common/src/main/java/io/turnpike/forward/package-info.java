/// Between a user's socket and a stream: ingress (accept, admit), egress (resolve, permit, dial),
/// routes, filters, limits, and the pipe that moves the bytes.
@NullMarked
package io.turnpike.forward;

import org.jspecify.annotations.NullMarked;
