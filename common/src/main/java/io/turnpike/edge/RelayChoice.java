package io.turnpike.edge;

import java.util.List;

/// How many relays an edge is linked to, from the front of its group's order (`protocol.md` §4.6).
/// Pure.
///
/// Both edges of a group count from the same front, so what they are linked to overlaps; a relay
/// that cannot be reached is passed over, and stays linked, to be back when it is.
final class RelayChoice {
  /// However many cannot be reached.
  static final int MOST_LINKS = 16;

  /// What an edge knows of a relay.
  enum Standing {
    /// Not linked, or not known yet: it is given a chance before the next one is.
    OPEN,
    /// The last attempt has failed, or the connection is lost.
    FAILED,
    /// Connected, but nobody is there to meet. Only an entry-point can tell.
    UNSERVED,
    /// Connected.
    SERVED
  }

  private RelayChoice() {}

  /// How many from the front of `order` to be linked to: until `perEdge` can be reached, and one of
  /// them is of use. While none is, up to twice as many are looked at: the others may see other
  /// failures than this edge.
  ///
  /// @param perEdge 0: all, up to [#MOST_LINKS]
  static int links(List<Standing> order, int perEdge) {
    int most = Math.min(order.size(), MOST_LINKS);
    if (perEdge == 0) {
      return most;
    }
    int reached = 0;
    boolean ofUse = false;
    for (int i = 0; i < most; i++) {
      if ((reached >= perEdge && ofUse) || reached >= 2 * perEdge) {
        return i;
      }
      Standing standing = order.get(i);
      reached += standing == Standing.FAILED ? 0 : 1;
      ofUse |= standing == Standing.OPEN || standing == Standing.SERVED;
    }
    return most;
  }
}
