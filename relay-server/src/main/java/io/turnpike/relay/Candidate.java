package io.turnpike.relay;

import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;

/// A pending tunnel as the [Matchmaker] sees it.
interface Candidate {
  Role role();

  String group();

  /// The edge process it belongs to.
  InstanceId instance();

  /// The only peer it wants, or [InstanceId#NONE].
  InstanceId wanted();

  /// What it lives on; two on the same loop are paired rather than two on different ones.
  Object loop();
}
