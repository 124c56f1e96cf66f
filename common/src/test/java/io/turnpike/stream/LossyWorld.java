package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.PEER;
import static io.turnpike.stream.SecuredTunnels.SELF;
import static io.turnpike.stream.SecuredTunnels.WHERE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Both ends of a session, each on loops of its own, with [LossyTunnel]s between them and
/// [LossyUser]s on their streams. All of it on one thread, in an order that a seed gives, and by a
/// clock of its own.
final class LossyWorld {
  static final int STALL_MILLIS = 2000;
  private static final int MOST_TUNNELS = 4;

  private final long seed;
  private final Random random;
  private final SteppedLoop.Turn turn = new SteppedLoop.Turn();
  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, true);
  private final StreamSettings settings;
  private final LossySide opener;
  private final LossySide acceptor;
  private final TunnelChooser chooser = new TunnelChooser();
  private final List<LossyTunnel> tunnels = new ArrayList<>();
  private final Map<Long, LossyUser> openers = new HashMap<>();
  private final Map<Long, LossyUser> acceptors = new HashMap<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final int mostBytes;
  private long opened;
  private int opening;
  private int losses;
  private int drains;

  LossyWorld(long seed, int mostBytes) {
    this(seed, new Random(seed), mostBytes);
  }

  /// @param random gives the order in which everything happens
  LossyWorld(long seed, Random random, int mostBytes) {
    this.seed = seed;
    this.random = random;
    this.mostBytes = mostBytes;
    long window = 1024L << random.nextInt(8);
    long queued = seed % 2 == 0 ? 1 << 30 : 64 << 10; // plenty, or scarce nearly always
    this.settings =
        new StreamSettings(window, window << random.nextInt(3), 1 << 20, queued, 30_000);
    this.opener = new LossySide(PEER, SELF, this);
    this.acceptor = new LossySide(SELF, PEER, this);
  }

  Random random() {
    return random;
  }

  ByteBufAllocator alloc() {
    return alloc;
  }

  StreamSettings settings() {
    return settings;
  }

  SteppedLoop.Turn turn() {
    return turn;
  }

  long mostWindowBytes() {
    return settings.maxWindowBytes();
  }

  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(turn.clock.nanoTime());
  }

  // What goes wrong.

  void check(boolean holds, LossyUser who, String what) {
    if (!holds) {
      var failure = new AssertionError(what + ": " + who);
      failures.add(failure);
      throw failure;
    }
  }

  void wasReset(LossyUser who, ResetCode code) {
    check(!who.plan().completes(), who, "reset for " + code);
  }

  /// A tunnel has failed.
  void failed(Throwable cause) {
    if (cause instanceof ProtocolViolation && !cause.getMessage().startsWith("no BIND within")) {
      failures.add(cause);
    }
  }

  // What happens.

  /// One thing of many, faults among them or not.
  void step(boolean faults, long mostStreams) {
    int dice = random.nextInt(1000);
    if (dice < 480) {
      loop().step();
    } else if (dice < 760) {
      anyTunnel(LossyTunnel::deliver);
    } else if (dice < 960) {
      anyUser();
    } else if (dice < 975) {
      turn.clock.advance(random.nextInt(20), TimeUnit.MILLISECONDS);
    } else if (dice < 985) {
      if (opened < mostStreams) {
        open();
      }
    } else if (dice < 991 || tunnels.isEmpty()) {
      dial();
    } else if (faults) {
      fault(dice);
    }
    judge();
  }

  private void judge() {
    if (!failures.isEmpty()) {
      throw new AssertionError("seed " + seed + " at " + millis() + " ms", failures.getFirst());
    }
  }

  private void fault(int dice) {
    switch (dice) {
      case 991, 992, 993, 994 -> {
        losses++;
        anyTunnel(LossyTunnel::lose);
      }
      case 995 -> {
        if (random.nextInt(4) == 0) {
          tunnels.forEach(LossyTunnel::lose);
          losses++;
        }
      }
      case 996, 997 -> anyTunnel(tunnel -> tunnel.stall(STALL_MILLIS));
      case 998 -> drain(random.nextBoolean() ? opener : acceptor);
      case 999 -> opener.part(random);
      default -> turn.clock.advance(random.nextInt(500), TimeUnit.MILLISECONDS);
    }
  }

  private void drain(LossySide side) {
    if (!side.carrying.isEmpty()) {
      drains++;
      CarryingTunnel tunnel = side.carrying.get(random.nextInt(side.carrying.size()));
      tunnel.loop().execute(tunnel::drain);
    }
  }

  private SteppedLoop loop() {
    int count = opener.loops.size();
    int index = random.nextInt(count + acceptor.loops.size());
    return index < count ? opener.loops.get(index) : acceptor.loops.get(index - count);
  }

  private void anyTunnel(java.util.function.Consumer<LossyTunnel> what) {
    tunnels.removeIf(LossyTunnel::isOver);
    if (!tunnels.isEmpty()) {
      what.accept(tunnels.get(random.nextInt(tunnels.size())));
    }
  }

  private void anyUser() {
    if (opened > 0) {
      long connection = 1 + random.nextLong(opened);
      LossyUser user = (random.nextBoolean() ? openers : acceptors).get(connection);
      if (user != null) {
        user.wake();
      }
    }
  }

  private void dial() {
    tunnels.removeIf(LossyTunnel::isOver);
    if (tunnels.stream().filter(LossyTunnel::isUp).count() < MOST_TUNNELS) {
      SteppedChannel one = opener.channel(StreamAcceptor.NONE, chooser::add);
      SteppedChannel other = acceptor.channel(this::accept, tunnel -> {});
      tunnels.add(new LossyTunnel(this, random, one, other));
    }
  }

  private void open() {
    chooser
        .choose()
        .ifPresent(tunnel -> {
          var plan = LossyUser.Plan.of(++opened, seed, mostBytes);
          opening++;
          tunnel.loop().execute(() -> open(tunnel, plan));
        });
  }

  private void open(CarryingTunnel tunnel, LossyUser.Plan plan) {
    opening--;
    boolean there =
        tunnel.open(
            plan.connection(),
            WHERE,
            WHERE,
            stream -> {
              var user = new LossyUser(this, stream, tunnel.loop(), plan, true);
              openers.put(plan.connection(), user);
              return user;
            });
    if (!there) {
      openers.remove(plan.connection());
    }
  }

  private StreamEndpoint accept(
      io.netty.channel.EventLoop loop, Stream stream, io.turnpike.frame.Frame.Open open) {
    var plan = LossyUser.Plan.of(open.connection(), seed, mostBytes);
    var user = new LossyUser(this, stream, loop, plan, false);
    LossyUser before = acceptors.put(open.connection(), user);
    check(before == null, user, "dialled twice");
    return user;
  }

  // How it ends.

  boolean isDone(long streams) {
    return opened >= streams
        && opening == 0
        && openers.values().stream().allMatch(LossyUser::isDone)
        && acceptors.values().stream().allMatch(LossyUser::isDone);
  }

  String unfinished() {
    var text = new StringBuilder("seed " + seed + ": not done after " + millis() + " ms:");
    for (Map<Long, LossyUser> users : List.of(openers, acceptors)) {
      users.values().stream()
          .filter(user -> !user.isDone())
          .forEach(u -> text.append("\n  ").append(u));
    }
    return text.toString();
  }

  /// Everything moves again.
  void heal() {
    tunnels.forEach(LossyTunnel::heal);
  }

  /// What is left when every user is done, with and without tunnels, is nothing.
  void end() {
    pass(2_000, true);
    for (LossySide side : List.of(opener, acceptor)) {
      for (CarryingTunnel tunnel : side.carrying) {
        if (tunnel.channel().isOpen()) {
          assertEquals(0, tunnel.load(), () -> seed + ": streams are left on a tunnel");
        }
      }
    }
    tunnels.forEach(LossyTunnel::lose);
    pass(1_000, false);
    tunnels.forEach(LossyTunnel::heal);
    pass(40_000, false);
    for (LossySide side : List.of(opener, acceptor)) {
      assertEquals(0, side.sessions.parked(), () -> seed + ": streams wait");
      assertEquals(0, side.sessions.count(), () -> seed + ": streams are left");
      assertEquals(0, side.sessions.queued().bytes(), () -> seed + ": bytes count as waiting");
    }
    assertEquals(
        0,
        alloc.metric().usedHeapMemory() + alloc.metric().usedDirectMemory(),
        () -> seed + ": bytes are left");
  }

  private void pass(long millis, boolean dials) {
    for (long end = millis() + millis; millis() < end; ) {
      turn.clock.advance(100, TimeUnit.MILLISECONDS);
      for (int i = 0; i < 500; i++) {
        loop().step();
        anyTunnel(LossyTunnel::deliver);
      }
      if (dials) {
        dial();
      }
      judge();
    }
  }

  @Override
  public String toString() {
    return "seed %d: %d streams, %d losses, %d drains, %d ms"
        .formatted(seed, opened, losses, drains, millis());
  }
}
