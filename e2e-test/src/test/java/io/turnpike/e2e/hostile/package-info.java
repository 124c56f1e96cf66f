/// Peers that nobody should meet: strangers, edges and relays that break the protocol, and paths
/// that cut or keep the bytes.
package io.turnpike.e2e.hostile;
