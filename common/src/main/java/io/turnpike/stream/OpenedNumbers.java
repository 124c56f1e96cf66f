package io.turnpike.stream;

import java.util.BitSet;

/// The stream numbers that the peer has opened in a session, so that none is opened, and so
/// dialled, twice (`protocol.md` §5.5). Any thread.
///
/// Numbers arrive nearly in order, but tunnels overtake each other. What is 65,536 and more behind
/// the highest counts as opened: 8 KiB at the most.
final class OpenedNumbers {
  private static final int MOST = 1 << 16;
  private static final int STEP = 1024;

  private final BitSet above = new BitSet();
  private int base = 1;

  /// @return whether the number is new
  synchronized boolean add(int number) {
    if (contains(number)) {
      return false;
    }
    if (number - base >= MOST) {
      moveTo(number - MOST + 1);
    }
    above.set(number - base);
    int inOrder = above.nextClearBit(0);
    if (inOrder >= STEP) {
      moveTo(base + inOrder);
    }
    return true;
  }

  synchronized boolean contains(int number) {
    return number < base || above.get(number - base);
  }

  private void moveTo(int newBase) {
    BitSet rest = above.get(newBase - base, Math.max(newBase - base, above.length()));
    above.clear();
    above.or(rest);
    base = newBase;
  }
}
