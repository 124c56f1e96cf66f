/// A destination inside the reverse-proxy: echo, discard and chargen, without a socket.
@NullMarked
package io.turnpike.forward.sink;

import org.jspecify.annotations.NullMarked;
