package io.turnpike.cli;

import io.turnpike.identity.Leaf;
import io.turnpike.net.Transport;
import io.turnpike.tls.TlsProvider;

/// A piece of what programs need at each start and takes long: for [HeadStart], on a thread of its
/// own. No two that may run together initialise classes of Netty, which need each other.
public enum Preparation implements Runnable {
  /// Netty's transport, with its native library: some 60 ms.
  TRANSPORT {
    @Override
    public void run() {
      Transport.best();
    }
  },

  /// The transport, and BoringSSL behind it: some 120 ms together.
  TRANSPORT_AND_TLS {
    @Override
    public void run() {
      Transport.best();
      TlsProvider.best();
    }
  },

  /// What the JDK computes once for P-256, in which an edge mints its leaf.
  P256 {
    @Override
    public void run() {
      Leaf.prepare();
    }
  }
}
