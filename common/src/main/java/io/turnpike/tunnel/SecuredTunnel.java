package io.turnpike.tunnel;

import io.turnpike.frame.InstanceId;
import io.turnpike.identity.Identity;

/// A tunnel whose L3 handshake has succeeded.
///
/// @param id the id that PAIRED gave
/// @param peer the instance that PAIRED named
/// @param peerIdentity the identity that L3 proved
public record SecuredTunnel(Tunnel tunnel, long id, InstanceId peer, Identity peerIdentity) {

  /// The tunnel is bound to its session. On the tunnel's loop.
  public void bound() {
    tunnel.advance(TunnelState.Event.BIND);
  }
}
