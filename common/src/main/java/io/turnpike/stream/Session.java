package io.turnpike.stream;

import io.turnpike.frame.InstanceId;
import java.util.concurrent.atomic.AtomicInteger;

/// One entry-point process and one reverse-proxy process that hold secured tunnels with each other
/// (`protocol.md` §5.1). Shared by the loops of its tunnels.
final class Session {
  private final Key key;
  private final WindowBudget budget;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();

  /// @param peer the other end's instance
  /// @param peerIdentity the identity that L3 proved, as its fingerprint
  record Key(InstanceId peer, String peerIdentity) {}

  Session(Key key, StreamSettings settings) {
    this.key = key;
    this.budget = new WindowBudget(settings);
  }

  Key key() {
    return key;
  }

  WindowBudget budget() {
    return budget;
  }

  /// The number of the next stream: 1 and up.
  int nextStream() {
    return streams.incrementAndGet();
  }

  void join() {
    tunnels.incrementAndGet();
  }

  /// @return whether this was the last tunnel
  boolean leave() {
    return tunnels.decrementAndGet() == 0;
  }
}
