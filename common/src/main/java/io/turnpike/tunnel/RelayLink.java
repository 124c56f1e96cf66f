package io.turnpike.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.net.Backoff;
import io.turnpike.net.Dialer;
import io.turnpike.net.Transport;
import io.turnpike.tls.TlsFailures;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An edge's link to one relay: the control connection, dialled for ever with full jitter, and the
/// pool of tunnels that lives while it is up. Belongs to its home loop.
///
/// Tunnels are dialled only while the control connection is up, so that an unreachable relay, or
/// one that refuses the credentials, costs one attempt at a time and says so once.
public final class RelayLink {
  private static final Logger log = LoggerFactory.getLogger(RelayLink.class);

  /// Refused credentials are tried again slowly.
  private static final Duration REFUSED_RETRY = Duration.ofSeconds(20);

  private final EdgeProfile profile;
  private final Loops loops;
  private final RelayDialer dialer;
  private final TunnelPool pool;
  private final Observer observer;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private @Nullable Future<Channel> dial;
  private final LinkCounts counts = new LinkCounts();
  private volatile String lastFailure = "";
  private Instant since = Instant.now();
  private Serving serving = Serving.NOBODY;
  private volatile boolean up;
  private boolean closed;
  private boolean leaving;

  /// How things are with a link.
  ///
  /// @param since when it went up or down
  /// @param serving reverse-proxies of the group, as the relay says
  /// @param problem why it is down; empty when it is up
  /// @param waiting tunnels that are not paired yet
  /// @param paired tunnels from there on
  public record View(
      boolean up, Instant since, int serving, String problem, int waiting, int paired) {}

  /// The event loops of an edge.
  ///
  /// @param home where the link and its pool live
  /// @param all where tunnels live
  public record Loops(EventLoop home, EventLoopGroup all) {}

  /// Told on the home loop.
  public interface Observer {
    /// The control connection is up; or it is down, or could not be made.
    void link(boolean up);

    /// Who serves the group now.
    void presence(Frame.Presence presence);

    /// The relay drains.
    void goAway(Frame.GoAway goAway);

    /// The relay does not accept this edge, now or any more.
    void denied();

    /// The link has ended, since the edge does not use this relay any more.
    void retired();
  }

  /// How the link's tunnels are pooled and used.
  ///
  /// @param secured makes the handler that binds a secured tunnel to its session
  public record Use(PoolPolicy policy, Function<SecuredTunnel, ChannelHandler> secured) {}

  public RelayLink(
      EdgeProfile profile,
      Loops loops,
      Transport transport,
      Dialer dialer,
      Use use,
      Observer observer) {
    this.profile = profile;
    this.loops = loops;
    this.dialer = new RelayDialer(profile, transport, dialer);
    this.pool = new TunnelPool(profile, this.dialer, loops, use, counts);
    this.observer = observer;
  }

  public TunnelPool pool() {
    return pool;
  }

  /// What has happened so far. Any thread.
  public LinkCounts counts() {
    return counts;
  }

  /// Whether the control connection is up. Any thread.
  public boolean isUp() {
    return up;
  }

  /// Why it is not. Any thread.
  public String problem() {
    return lastFailure;
  }

  /// How things are. On the home loop.
  public View view() {
    PoolCounts tunnels = pool.counts();
    return new View(
        up, since, up ? serving.count() : 0, lastFailure, tunnels.waiting(), tunnels.paired());
  }

  /// Dials to those of `peers` in particular that may serve here. On the home loop.
  public void want(Set<InstanceId> peers) {
    pool.want(peers.stream().filter(serving::mayInclude).collect(Collectors.toSet()));
  }

  /// There is reason to doubt that the relay can be reached: asks it, and connects anew when it
  /// does not answer. On the home loop.
  public void ask() {
    control()
        .map(channel -> channel.pipeline().get(ControlHandler.class))
        .ifPresent(ControlHandler::ask);
  }

  /// The control connection, while it is up. On the home loop.
  public Optional<Channel> control() {
    return up && dial != null && dial.isSuccess() ? Optional.of(dial.getNow()) : Optional.empty();
  }

  /// Starts dialling. Any thread.
  public void start() {
    loops.home().execute(this::dial);
  }

  /// Dials no more and closes the control connection and all tunnels that wait; carrying tunnels go
  /// on. Any thread.
  ///
  /// @return done when everything has been told to close
  public Future<?> close() {
    EventLoop home = loops.home();
    return home.isShuttingDown() ? home.newSucceededFuture(null) : home.submit(this::doClose);
  }

  /// As [#close], while the edge goes on through other relays. On the home loop.
  public void retire() {
    doClose();
    observer.retired();
  }

  private void doClose() {
    closed = true;
    pool.close();
    if (dial != null && !dial.cancel(false) && dial.isSuccess()) {
      dial.getNow().close();
    }
  }

  private void dial() {
    if (closed) {
      return;
    }
    dial =
        dialer.dial(
            loops.home(),
            RelayDialer.Purpose.CONTROL,
            new RelayDialer.Fate(this::welcomed, this::down));
    dial.addListener(done -> {
      if (!done.isSuccess()) {
        down(done.cause());
      }
    });
  }

  private ChannelInboundHandlerAdapter welcomed(Frame.Welcome welcome) {
    up = true;
    since = Instant.now();
    counts.connected();
    lastFailure = "";
    backoff.reset();
    log.info("connected relay={} group={}", profile.relay(), profile.group());
    pool.open();
    observer.link(true);
    return new ControlHandler(new FromRelay(), welcome);
  }

  private void down(Throwable cause) {
    if (up) {
      up = false;
      since = Instant.now();
    }
    if (closed) {
      return;
    }
    pool.close();
    if (!leaving) {
      report(cause);
    }
    if (cause instanceof RefusedException refused && refused.isFinal()) {
      observer.denied();
    }
    leaving = false;
    observer.link(false);
    loops.home().schedule(this::dial, retryIn(cause).toMillis(), TimeUnit.MILLISECONDS);
  }

  private Duration retryIn(Throwable cause) {
    if (cause instanceof RefusedException refused && !refused.isFinal()) {
      return backoff.next(refused.retryAfter());
    }
    return isFinal(cause) ? backoff.next(REFUSED_RETRY) : backoff.next();
  }

  /// Whether trying again soon cannot help: one side does not accept the other's credentials.
  private static boolean isFinal(Throwable cause) {
    return TlsFailures.isRefusal(cause)
        || (cause instanceof RefusedException refused && refused.isFinal());
  }

  /// One line for each new reason; the same reason again is only worth a debug line.
  private void report(Throwable cause) {
    String reason = EndReason.of(cause);
    counts.failed(isFinal(cause));
    if (reason.equals(lastFailure)) {
      log.debug("still not connected relay={} reason=\"{}\"", profile.relay(), reason);
    } else {
      LinkLog.down(cause, profile);
    }
    lastFailure = reason;
  }

  /// The relay ends: nothing more is dialled through it, and the next control connection is for the
  /// relay that comes after it.
  private void leave(Channel connection, Frame.GoAway goAway) {
    if (connection.isActive()) {
      log.info("relay drains: connecting anew relay={}", profile.relay());
      leaving = true;
      pool.close();
      observer.goAway(goAway);
      connection.close();
    }
  }

  private final class FromRelay implements ControlHandler.Observer {
    @Override
    public void demand(int tunnels) {
      log.debug("relay demands tunnels={}", tunnels);
      pool.demand(tunnels);
    }

    @Override
    public void presence(Frame.Presence presence) {
      serving = new Serving(presence);
      observer.presence(presence);
    }

    @Override
    public void goAway(Frame.GoAway goAway) {
      long spreadMillis = Math.min(goAway.spreadMillis(), goAway.withinMillis());
      long delayMillis = RandomGenerator.getDefault().nextLong(spreadMillis + 1);
      if (dial != null && dial.isSuccess()) {
        Channel connection = dial.getNow();
        loops.home().schedule(() -> leave(connection, goAway), delayMillis, TimeUnit.MILLISECONDS);
      }
    }
  }
}
