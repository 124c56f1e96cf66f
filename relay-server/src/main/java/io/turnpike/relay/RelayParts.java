package io.turnpike.relay;

/// What a [RelayServer] is made of, for those that look at it.
record RelayParts(
    RelayKeys keys, Members members, Doorkeeper doorkeeper, Controls controls, Pairings pairings) {}
