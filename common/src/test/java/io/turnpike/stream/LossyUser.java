package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.WHERE;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.Random;

/// A user's program at one end of a stream, and the pipe in front of it: sends what its [Plan]
/// says, and checks each byte, and the end, of what it gets.
final class LossyUser implements StreamEndpoint {
  private final LossyWorld world;
  private final Random random;
  private final Stream stream;
  private final EventLoop home;
  private final Plan plan;
  private final boolean isOpener;
  private int sent;
  private int got;
  private int unconsumed;
  private boolean woken;
  private boolean opened;
  private boolean finished;
  private boolean gotFin;
  private boolean resets;
  private boolean wasReset;

  /// What a connection is to do.
  ///
  /// @param up bytes from the opener
  /// @param resetAt of which byte the one who resets has sent or got so many; -1: nobody
  /// @param refused the dial fails
  record Plan(
      long connection, int up, int down, int resetAt, boolean openerResets, boolean refused) {
    static Plan of(long connection, long seed, int mostBytes) {
      var random = new Random(seed * 1_000_003 + connection);
      int up = random.nextInt(8) == 0 ? 0 : random.nextInt(mostBytes);
      int down = random.nextInt(8) == 0 ? 0 : random.nextInt(mostBytes);
      boolean resets = random.nextInt(8) == 0;
      return new Plan(
          connection,
          up,
          down,
          resets ? random.nextInt(1 + mostBytes) : -1,
          random.nextBoolean(),
          random.nextInt(20) == 0);
    }

    boolean completes() {
      return resetAt < 0 && !refused;
    }

    int length(boolean fromOpener) {
      return fromOpener ? up : down;
    }

    byte at(boolean fromOpener, long offset) {
      long mixed =
          (offset + (connection << 32) + (fromOpener ? 1L << 62 : 0)) * 0x9E3779B97F4A7C15L;
      return (byte) (mixed >>> 56);
    }
  }

  LossyUser(LossyWorld world, Stream stream, EventLoop home, Plan plan, boolean isOpener) {
    this.world = world;
    this.random = world.random();
    this.stream = stream;
    this.home = home;
    this.plan = plan;
    this.isOpener = isOpener;
  }

  Plan plan() {
    return plan;
  }

  Stream stream() {
    return stream;
  }

  /// Does something, some time, on the stream's loop.
  void wake() {
    if (!woken) {
      woken = true;
      home.execute(this::act);
    }
  }

  private void act() {
    woken = false;
    SendWindow sending = stream.sending();
    long kept = sending.sent() - sending.acknowledged();
    world.check(kept <= world.mostWindowBytes(), this, "keeps too much");
    world.check(unconsumed <= world.mostWindowBytes(), this, "holds too much");
    if (resets || wasReset) {
      return;
    }
    if (!opened && !isOpener && random.nextInt(3) == 0) {
      if (plan.refused()) {
        giveUp(ResetCode.REFUSED);
        return;
      }
      opened = true;
      stream.opened(WHERE);
    }
    if (!stream.isEnded()
        && plan.resetAt() >= 0
        && plan.openerResets() == isOpener
        && sent + got >= plan.resetAt()) {
      giveUp(ResetCode.ABORTED);
      return;
    }
    send();
    consume();
  }

  private void giveUp(ResetCode code) {
    resets = true;
    stream.reset(code);
  }

  private void send() {
    if (finished || (!isOpener && !opened)) {
      return;
    }
    int whole = plan.length(isOpener);
    int most = Math.min(stream.sendable(), whole - sent);
    if (most > 0) {
      int bytes = Math.min(most, 1 + random.nextInt(random.nextBoolean() ? 30 : 40_000));
      stream.send(next(bytes));
    } else if (sent == whole) {
      finished = true;
      stream.finish();
    }
  }

  private ByteBuf next(int bytes) {
    int room = random.nextBoolean() ? Frame.Data.OVERHEAD_BYTES : 0;
    ByteBuf out = world.alloc().buffer(room + bytes).writeZero(room).readerIndex(room);
    for (int i = 0; i < bytes; i++) {
      out.writeByte(plan.at(isOpener, sent++));
    }
    return out;
  }

  private void consume() {
    int taken = random.nextInt(unconsumed + 1);
    if (taken == 0 && unconsumed > 0 && unconsumed < 100) {
      taken = unconsumed;
    }
    if (taken > 0) {
      unconsumed -= taken;
      stream.consumed(taken);
    }
  }

  /// Whether this end has seen its end, and all bytes have gone where they should.
  boolean isDone() {
    return resets || wasReset || (finished && gotFin && unconsumed == 0);
  }

  /// Whether everything came and went in order.
  boolean isComplete() {
    return finished && gotFin && got == plan.length(!isOpener);
  }

  @Override
  public void start() {}

  @Override
  public void opened(Endpoint dialled) {
    world.check(isOpener && !opened, this, "opened twice");
    opened = true;
  }

  @Override
  public void data(ByteBuf bytes) {
    world.check(!gotFin && !wasReset && !resets, this, "bytes behind the end");
    unconsumed += bytes.readableBytes();
    while (bytes.isReadable()) {
      byte next = bytes.readByte();
      world.check(next == plan.at(!isOpener, got), this, "wrong byte");
      got++;
    }
    bytes.release();
  }

  @Override
  public void batchEnd() {}

  @Override
  public void fin() {
    world.check(!gotFin && !wasReset && !resets, this, "FIN behind the end");
    world.check(got == plan.length(!isOpener), this, "FIN too soon");
    gotFin = true;
  }

  @Override
  public void reset(ResetCode code) {
    world.check(!wasReset && !resets && !isComplete(), this, "reset behind the end");
    wasReset = true;
    world.wasReset(this, code);
  }

  @Override
  public void sendable() {}

  @Override
  public String toString() {
    return "%s of connection %d: state=%s sent=%d of %d got=%d of %d unconsumed=%d opened=%s reset=%s"
        .formatted(
            isOpener ? "opener" : "acceptor",
            plan.connection(),
            stream.state(),
            sent,
            plan.length(isOpener),
            got,
            plan.length(!isOpener),
            unconsumed,
            opened,
            wasReset);
  }
}
