package io.turnpike.net;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// The addresses of this machine. Any thread; blocks for a few system calls.
public final class LocalAddresses {
  private LocalAddresses() {}

  /// Whether a socket may be bound to `address`: a connection from one that is gone is dead, though
  /// no event tells, since nothing that is sent to it arrives. True also when that cannot be found
  /// out.
  public static boolean isHere(InetAddress address) {
    try (var probe = new DatagramSocket(null)) {
      probe.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
