package io.turnpike.stream;

import io.turnpike.frame.InstanceId;
import java.util.HexFormat;

/// What is known of a secured tunnel when it is bound to its session.
///
/// @param tunnel the id that PAIRED gave, in the logs of all three programs
/// @param self this process
/// @param peer the instance that PAIRED named
/// @param peerIdentity fingerprint of the identity that L3 proved
/// @param group of this process
/// @param path through which relay the tunnel goes
public record TunnelBinding(
    long tunnel,
    InstanceId self,
    InstanceId peer,
    String peerIdentity,
    String group,
    RelayPath path) {

  /// The id as logs show it.
  public static String name(long tunnel) {
    return HexFormat.of().toHexDigits((int) tunnel);
  }

  public String name() {
    return name(tunnel);
  }
}
