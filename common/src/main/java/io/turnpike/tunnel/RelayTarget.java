package io.turnpike.tunnel;

import io.turnpike.net.HostPort;

/// One relay: an address of a name that this edge was told.
///
/// @param name what its certificate must be for
/// @param address what is dialled; the name itself when that is an address
public record RelayTarget(HostPort name, HostPort address) {
  /// As logs show it.
  @Override
  public String toString() {
    return name.equals(address) ? name.toString() : name + "/" + address.host();
  }
}
