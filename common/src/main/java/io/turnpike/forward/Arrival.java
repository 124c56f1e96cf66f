package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.HostPort;

/// A connection that was let in, and where it wants to go.
///
/// @param source not registered
/// @param answer told how it went
record Arrival(Channel source, Entrance entrance, HostPort destination, Answer answer) {}
