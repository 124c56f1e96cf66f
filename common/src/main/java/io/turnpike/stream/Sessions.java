package io.turnpike.stream;

import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ProtocolViolation;
import java.util.HashMap;
import java.util.Map;

/// The sessions of one edge process. Safe for all loops; bounded by the number of tunnels.
public final class Sessions {
  private final StreamSettings settings;
  private final Map<InstanceId, Session> byPeer = new HashMap<>();

  public Sessions(StreamSettings settings) {
    this.settings = settings;
  }

  StreamSettings settings() {
    return settings;
  }

  /// The session with `peer`, which the tunnel joins; a session never has two identities.
  synchronized Session join(Session.Key key) {
    Session session = byPeer.computeIfAbsent(key.peer(), p -> new Session(key, settings));
    if (!session.key().equals(key)) {
      throw new ProtocolViolation(
          "instance %s with identity %s (expected: %s)"
              .formatted(key.peer(), key.peerIdentity(), session.key().peerIdentity()));
    }
    session.join();
    return session;
  }

  synchronized void leave(Session session) {
    if (session.leave()) {
      byPeer.remove(session.key().peer());
    }
  }

  /// How many there are.
  public synchronized int count() {
    return byPeer.size();
  }
}
