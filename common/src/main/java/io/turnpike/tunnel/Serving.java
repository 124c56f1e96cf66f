package io.turnpike.tunnel;

import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import java.util.List;

/// Which reverse-proxies serve the group at a relay, as its last PRESENCE said (`protocol.md` §4):
/// that names some of them, and counts all. Immutable.
record Serving(Frame.Presence presence) {
  static final Serving NOBODY = new Serving(new Frame.Presence(0, List.of()));

  int count() {
    return presence.serving();
  }

  /// Whether `peer` is one of them, or may be one that was not named.
  boolean mayInclude(InstanceId peer) {
    return count() > presence.some().size()
        || presence.some().stream().anyMatch(server -> server.instance().equals(peer));
  }
}
