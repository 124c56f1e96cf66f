package io.turnpike.tunnel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.net.Backoff;
import io.turnpike.tls.TlsFailures;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps as many tunnels as its [PoolPolicy] wants, through one relay, while the control connection
/// is up. Belongs to one loop, the pool's; its tunnels live on all loops of the group in turn.
public final class TunnelPool {
  private static final Logger log = LoggerFactory.getLogger(TunnelPool.class);

  /// Peers that streams wait for by name, at once.
  private static final int MOST_WANTED = 8;

  private final EdgeProfile profile;
  private final RelayDialer dialer;
  private final EventLoop loop;
  private final EventLoopGroup loops;
  private final PoolPolicy policy;
  private final Function<SecuredTunnel, ChannelHandler> secured;
  private final LinkCounts linkCounts;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final Set<Tunnel> waiting = new HashSet<>();
  private final Set<Tunnel> paired = new HashSet<>();
  private final Map<InstanceId, Tunnel> wanted = new HashMap<>();
  private boolean open;
  private boolean backingOff;
  private String lastFailure = "";

  TunnelPool(
      EdgeProfile profile,
      RelayDialer dialer,
      RelayLink.Loops loops,
      RelayLink.Use use,
      LinkCounts linkCounts) {
    this.profile = profile;
    this.dialer = dialer;
    this.loop = loops.home();
    this.loops = loops.all();
    this.policy = use.policy();
    this.secured = use.secured();
    this.linkCounts = linkCounts;
  }

  /// The control connection is up: dial.
  void open() {
    assert loop.inEventLoop();
    open = true;
    backoff.reset();
    fill();
  }

  /// The control connection is down, or the process drains: dial no more; what waits is closed.
  void close() {
    assert loop.inEventLoop();
    open = false;
    for (Tunnel tunnel : Set.copyOf(waiting)) {
      tunnel.eventLoop().execute(tunnel::close);
    }
  }

  void demand(int tunnels) {
    assert loop.inEventLoop();
    policy.demand(tunnels);
    fill();
  }

  /// Dials what is missing. Any thread.
  public void refill() {
    loop.execute(this::fill);
  }

  /// Dials one tunnel to each of these peers, besides what the policy wants, and takes back what
  /// waits for others: their streams need it no more.
  void want(Set<InstanceId> peers) {
    assert loop.inEventLoop();
    for (Tunnel tunnel : List.copyOf(wanted.values())) {
      if (!peers.contains(tunnel.wanted())) {
        wanted.remove(tunnel.wanted());
        waiting.remove(tunnel); // so that its end is no failure
        tunnel.eventLoop().execute(tunnel::close);
      }
    }
    if (open && !backingOff) {
      peers.stream()
          .filter(peer -> !wanted.containsKey(peer))
          .limit(Math.max(0, MOST_WANTED - wanted.size()))
          .forEach(peer -> wanted.put(peer, begin(peer)));
    }
  }

  PoolCounts counts() {
    return new PoolCounts(waiting.size(), paired.size());
  }

  private void fill() {
    if (!open || backingOff) {
      return;
    }
    for (int missing = policy.missing(counts()); missing > 0; missing--) {
      begin(InstanceId.NONE);
    }
  }

  private Tunnel begin(InstanceId peer) {
    EventLoop next = loops.next();
    var tunnel = new Tunnel(profile, next, peer, secured, this::changed);
    waiting.add(tunnel);
    next.execute(() -> tunnel.dial(dialer));
    return tunnel;
  }

  /// On the tunnel's loop.
  private void changed(Tunnel tunnel, TunnelState from, TunnelState to, @Nullable Throwable cause) {
    if (loop.inEventLoop()) {
      onChanged(tunnel, from, to, cause);
      return;
    }
    try {
      loop.execute(() -> onChanged(tunnel, from, to, cause));
    } catch (RejectedExecutionException e) {
      log.debug("tunnel {} -> {} after the end of its pool", from, to); // the process ends
    }
  }

  private void onChanged(
      Tunnel tunnel, TunnelState from, TunnelState to, @Nullable Throwable cause) {
    log.debug("tunnel {} -> {}", from, to);
    switch (to) {
      case PAIRED -> {
        waiting.remove(tunnel);
        wanted.remove(tunnel.wanted(), tunnel);
        paired.add(tunnel);
        policy.paired();
        fill();
      }
      case CARRYING -> {
        linkCounts.carrying();
        backoff.reset();
        lastFailure = "";
      }
      case CLOSED -> {
        wanted.remove(tunnel.wanted(), tunnel);
        if (waiting.remove(tunnel) || paired.remove(tunnel)) {
          report(tunnel, from, cause);
          onClosed(from);
        }
      }
      case DIALLING, PENDING, SECURED -> {}
    }
  }

  /// One line for each new reason; the same reason again, and an ordinary end, are only worth a
  /// debug line.
  private void report(Tunnel tunnel, TunnelState from, @Nullable Throwable cause) {
    String reason = cause == null ? "unknown" : EndReason.of(cause);
    boolean expected =
        (from == TunnelState.CARRYING || from == TunnelState.PENDING)
            && cause != null
            && EndReason.isOrdinary(cause);
    if (open && !expected) {
      linkCounts.tunnelFailed(cause != null && TlsFailures.isRefusal(cause));
    }
    if (expected || !open || reason.equals(lastFailure)) {
      log.debug("tunnel closed state={} tunnel={} reason=\"{}\"", from, tunnel.name(), reason);
      return;
    }
    lastFailure = reason;
    log.warn(
        "tunnel failed state={} tunnel={} relay={} reason=\"{}\"",
        from,
        tunnel.name(),
        profile.relay(),
        reason);
    if (cause != null) {
      log.warn("remedy: {}", problem(from, cause).remedy());
    }
  }

  private LinkProblem problem(TunnelState from, Throwable cause) {
    Instant now = Instant.now();
    return switch (from) {
      case DIALLING, PENDING -> LinkProblem.atRelay(cause, profile, now);
      case PAIRED, SECURED, CARRYING, CLOSED -> LinkProblem.atFarEnd(cause, profile, now);
    };
  }

  private void onClosed(TunnelState from) {
    if (!open) {
      return;
    }
    if (from == TunnelState.CARRYING || isPeersFault(from)) {
      fill();
    } else if (!backingOff) {
      backingOff = true;
      loop.schedule(this::retry, backoff.next().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// A reverse-proxy serves many entry-points, and one that it refuses must not slow it down for
  /// the others: that one's own pool backs off.
  private boolean isPeersFault(TunnelState from) {
    return profile.role() == Role.REVERSE
        && (from == TunnelState.PAIRED || from == TunnelState.SECURED);
  }

  private void retry() {
    backingOff = false;
    fill();
  }
}
