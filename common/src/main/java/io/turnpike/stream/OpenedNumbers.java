package io.turnpike.stream;

import io.turnpike.frame.ResetCode;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The stream numbers that the peer has opened in a session, so that none is opened, and so
/// dialled, twice (`protocol.md` §5.5). Any thread.
///
/// Numbers arrive nearly in order, but tunnels overtake each other. What is 65,536 and more behind
/// the highest counts as opened: 8 KiB at the most.
///
/// A number that was answered with NEVER_OPENED may be opened on the tunnel that asked last, and on
/// no other: an OPEN that was late on a lost tunnel may still come.
final class OpenedNumbers {
  private static final int MOST = 1 << 16;
  private static final int STEP = 1024;

  private static final int MOST_ASKED = 1 << 14;

  private final Map<Integer, Asked> asked = new HashMap<>();
  private final BitSet above = new BitSet();
  private int base = 1;

  /// Who asked for a number that was not opened.
  private record Asked(Object tunnel, int attempt) {}

  /// @param attempt of the RESUME that came on `tunnel`, for a stream that is not there
  /// @return the answer: it is over, or it may be opened on `tunnel`; none when the opener has
  ///   asked on another tunnel since
  synchronized Optional<ResetCode> ask(int number, Object tunnel, int attempt) {
    if (contains(number)) {
      return Optional.of(ResetCode.UNKNOWN_STREAM);
    }
    Asked last = asked.get(number);
    if (last != null && last.attempt >= attempt) {
      return Optional.empty();
    }
    if (asked.size() >= MOST_ASKED) {
      asked.keySet().removeIf(this::contains);
    }
    if (last == null && asked.size() >= MOST_ASKED) {
      add(number);
      return Optional.of(ResetCode.UNKNOWN_STREAM);
    }
    asked.put(number, new Asked(tunnel, attempt));
    return Optional.of(ResetCode.NEVER_OPENED);
  }

  /// Opens a number.
  ///
  /// @return the attempt of the RESUME behind which OPEN came on `tunnel`, 0 when there was none;
  ///   -1 when the number must not be opened
  synchronized int open(int number, Object tunnel) {
    Asked last = asked.get(number);
    if (last != null && !last.tunnel.equals(tunnel)) {
      return -1;
    }
    asked.remove(number);
    if (!add(number)) {
      return -1;
    }
    return last == null ? 0 : last.attempt;
  }

  /// The opener has given a number up that may not have been opened.
  synchronized void giveUp(int number) {
    asked.remove(number);
    add(number);
  }

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
