package io.turnpike.stream;

import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The streams that an opener has reset and whose RESET may have been lost with its tunnel: nobody
/// asks for them any more, so the far end would wait for them until its own time is over. They are
/// said again on another tunnel; once too often does no harm. Any thread.
final class LateResets {
  private static final int MOST = 1024;

  private final long keepNanos;
  private final SequencedMap<Integer, Told> all = new LinkedHashMap<>();

  /// @param on the tunnel, or none
  private record Told(FrameSink on, long sinceNanos) {}

  /// @param keepNanos how long the far end could wait
  LateResets(long keepNanos) {
    this.keepNanos = keepNanos;
  }

  /// The stream was reset on `tunnel`.
  synchronized void add(int number, FrameSink tunnel, long nowNanos) {
    all.putLast(number, new Told(tunnel, nowNanos));
    while (all.size() > MOST) {
      all.pollFirstEntry();
    }
  }

  /// Whether there are none.
  synchronized boolean isEmpty() {
    return all.isEmpty();
  }

  /// What has to be said again on one of `tunnels`, the first, now that those are left.
  synchronized List<Frame.Reset> due(List<CarryingTunnel> tunnels, long nowNanos) {
    all.values().removeIf(told -> nowNanos - told.sinceNanos > keepNanos);
    List<Frame.Reset> due = new ArrayList<>();
    Optional<CarryingTunnel> next = tunnels.stream().findFirst();
    if (next.isPresent()) {
      all.replaceAll((number, told) -> {
        if (tunnels.stream().anyMatch(told.on::is)) {
          return told;
        }
        due.add(new Frame.Reset(number, ResetCode.ABORTED));
        return new Told(next.get(), told.sinceNanos);
      });
    }
    return due;
  }
}
