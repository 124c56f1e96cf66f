package io.turnpike.tunnel;

import io.turnpike.frame.ProtocolViolation;

/// Where a tunnel is on its way, as its edge sees it (`protocol.md` §4.3, §5.1). Pure.
public enum TunnelState {
  /// TCP, L1 and HELLO are under way. From the start; to PENDING, CLOSED.
  DIALLING,
  /// WELCOME has come; waits at the relay. From DIALLING; to PAIRED, CLOSED.
  PENDING,
  /// PAIRED has come; READY, START and L3 are under way. From PENDING; to SECURED, CLOSED.
  PAIRED,
  /// L3 is there and the peer is who it should be; BIND is under way. From PAIRED; to CARRYING,
  /// CLOSED.
  SECURED,
  /// Bound to its session: streams may be opened. From SECURED; to CLOSED.
  CARRYING,
  /// The end, from every state.
  CLOSED;

  /// What can happen to a tunnel.
  enum Event {
    WELCOME,
    PAIRED,
    HANDSHAKE,
    BIND,
    CLOSE
  }

  TunnelState on(Event event) {
    TunnelState next =
        switch (event) {
          case WELCOME -> this == DIALLING ? PENDING : null;
          case PAIRED -> this == PENDING ? PAIRED : null;
          case HANDSHAKE -> this == PAIRED ? SECURED : null;
          case BIND -> this == SECURED ? CARRYING : null;
          case CLOSE -> CLOSED;
        };
    if (next == null) {
      throw new ProtocolViolation(event + " in tunnel state " + this);
    }
    return next;
  }
}
