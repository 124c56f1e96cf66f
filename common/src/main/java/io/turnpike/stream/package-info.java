/// Streams over secured tunnels (L4, `protocol.md` §5): the state machine, credit, sessions, and
/// the handler that carries streams on one tunnel.
///
/// [Stream], its windows and its states are pure and know sockets only as [StreamEndpoint] and
/// tunnels only as [FrameSink]; [CarryingTunnel] and [BindHandler] are where Netty begins.
@NullMarked
package io.turnpike.stream;

import org.jspecify.annotations.NullMarked;
