/// Sockets: the transport, addresses and the limits on them, the listener, the dialer, backoff.
///
/// Knows Netty, and nothing of frames, tunnels or streams.
@NullMarked
package io.turnpike.net;

import org.jspecify.annotations.NullMarked;
