package io.turnpike.stream;

import java.util.Arrays;
import java.util.Random;

/// Two ends of a tunnel and the way between them, as a relay and its networks treat it: bytes come
/// in pieces cut anywhere, late, or not at all; when one end closes the other hears of it behind
/// what was on its way, or without it, and later.
final class LossyTunnel {
  private final LossyWorld world;
  private final Random random;
  private final Way up;
  private final Way down;

  /// One direction.
  private final class Way {
    final SteppedChannel from;
    final SteppedChannel to;
    long stalledUntilMillis;
    int passes = Integer.MAX_VALUE;
    boolean over;

    Way(SteppedChannel from, SteppedChannel to) {
      this.from = from;
      this.to = to;
    }

    void deliver() {
      if (over || world.millis() < stalledUntilMillis) {
        return;
      }
      byte[] piece = from.take(1 + random.nextInt(random.nextInt(10) == 0 ? 10 : 30_000));
      if (piece.length > 0) {
        byte[] passing = Arrays.copyOf(piece, Math.min(piece.length, passes));
        passes -= passes == Integer.MAX_VALUE ? 0 : passing.length;
        if (passing.length > 0) {
          to.arrive(passing);
        }
      } else if (!from.isOpen()) {
        over = true;
        to.lose();
      }
    }
  }

  LossyTunnel(LossyWorld world, Random random, SteppedChannel opener, SteppedChannel acceptor) {
    this.world = world;
    this.random = random;
    this.up = new Way(opener, acceptor);
    this.down = new Way(acceptor, opener);
  }

  /// Whether neither end has closed.
  boolean isUp() {
    return up.from.isOpen() && down.from.isOpen();
  }

  /// Whether nothing can happen any more.
  boolean isOver() {
    return !up.from.isOpen() && !down.from.isOpen();
  }

  void deliver() {
    (random.nextBoolean() ? up : down).deliver();
  }

  /// Nothing passes for some time, one way or both.
  void stall(int mostMillis) {
    long until = world.millis() + random.nextInt(mostMillis);
    int which = random.nextInt(3);
    if (which != 0) {
      up.stalledUntilMillis = until;
    }
    if (which != 1) {
      down.stalledUntilMillis = until;
    }
  }

  /// One end notices that the tunnel is lost, and the other later; what is on its way is lost, or
  /// passes in part or whole.
  void lose() {
    for (Way way : new Way[] {up, down}) {
      int passes =
          switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1 + way.from.onWire());
            default -> Integer.MAX_VALUE;
          };
      way.passes = Math.min(way.passes, passes);
    }
    (random.nextBoolean() ? up.from : down.from).lose();
    if (random.nextInt(3) == 0) {
      stall(LossyWorld.STALL_MILLIS);
    }
  }

  /// Everything moves again.
  void heal() {
    up.stalledUntilMillis = 0;
    down.stalledUntilMillis = 0;
  }
}
