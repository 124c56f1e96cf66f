package io.turnpike.tunnel;

import java.util.concurrent.atomic.LongAdder;

/// What has happened on the way to one relay, and to whoever is behind it. Any thread.
public final class LinkCounts {
  private final LongAdder connected = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder untrusted = new LongAdder();
  private final LongAdder tunnels = new LongAdder();
  private final LongAdder tunnelsFailed = new LongAdder();

  void connected() {
    connected.increment();
  }

  /// @param credentials whether one side did not accept the other's
  void failed(boolean credentials) {
    failed.increment();
    if (credentials) {
      untrusted.increment();
    }
  }

  /// A tunnel carries.
  void carrying() {
    tunnels.increment();
  }

  /// A tunnel has failed, or was lost.
  ///
  /// @param credentials whether one side did not accept the other's
  void tunnelFailed(boolean credentials) {
    tunnelsFailed.increment();
    if (credentials) {
      untrusted.increment();
    }
  }

  /// Control connections that were made.
  public long connects() {
    return connected.sum();
  }

  /// Attempts at one that failed, and those that were lost.
  public long failures() {
    return failed.sum();
  }

  /// Refused credentials, in either direction, by the relay or the far end.
  public long authenticationFailures() {
    return untrusted.sum();
  }

  /// Tunnels that have carried.
  public long tunnels() {
    return tunnels.sum();
  }

  /// Tunnels that failed before, or were lost.
  public long tunnelFailures() {
    return tunnelsFailed.sum();
  }
}
