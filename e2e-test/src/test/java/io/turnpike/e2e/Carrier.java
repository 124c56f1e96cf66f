package io.turnpike.e2e;

import java.net.InetSocketAddress;

/// What carries connections from source to destination: a [Chain], or a [Proxy] alone. Tests that
/// want of both what a wire does are written against this.
public interface Carrier extends AutoCloseable {
  /// Where a source connects for a route, by its number.
  InetSocketAddress address(int route);

  default InetSocketAddress address() {
    return address(0);
  }

  /// Waits until everything is in place that makes a connection quick.
  void awaitPool();

  /// Waits until no connection is open.
  void awaitNoStreams();

  @Override
  void close();
}
