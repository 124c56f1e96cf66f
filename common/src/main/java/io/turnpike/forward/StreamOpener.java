package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.turnpike.net.HostPort;
import io.turnpike.net.Transport;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.TunnelChooser;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts accepted connections on tunnels. A connection that finds none, because the relay or the
/// reverse-proxy is away, waits for one, bounded in number and time, and is then reset. Belongs to
/// the home loop; each connection then lives on its tunnel's loop.
public final class StreamOpener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamOpener.class);
  private static final int MAX_WAITING = 1024;
  private static final long LOOK_MILLIS = 250;

  private final EventLoop home;
  private final TunnelChooser tunnels;
  private final Duration patience;
  private volatile Common common;
  private final Traffic traffic = new Traffic("streams");
  private final Queue<Arrival> waiting = new ConcurrentLinkedQueue<>();
  private boolean looking;
  private boolean draining;

  /// What all connections have in common.
  record Common(ConnectionSettings settings, ConnectionIds ids, Traffic traffic) {}

  /// @param patience how long a connection waits for a tunnel
  public StreamOpener(
      EventLoop home, TunnelChooser tunnels, Duration patience, ConnectionSettings settings) {
    this.home = home;
    this.tunnels = tunnels;
    this.patience = patience;
    this.common = new Common(settings, new ConnectionIds(), traffic);
    tunnels.onAvailable(() -> home.execute(this::serveWaiting));
  }

  /// What its connections do.
  public Traffic traffic() {
    return traffic;
  }

  /// For connections that are opened from now on. Any thread.
  public void become(ConnectionSettings newSettings) {
    common = new Common(newSettings, common.ids(), traffic);
  }

  /// Opens a stream for a channel that was just accepted and is not registered. On the home loop.
  public void open(Channel source, Entrance entrance, HostPort destination) {
    open(source, entrance, destination, Answer.BY_TCP);
  }

  /// As above, for a source that is told how it went, and has a [Handover] for what it sends until
  /// then.
  public void open(Channel source, Entrance entrance, HostPort destination, Answer answer) {
    assert home.inEventLoop();
    var connection = new Arrival(source, entrance, destination, answer);
    if (draining) {
      fail(connection, OpenFailure.DRAINING);
    } else if (!tryOpen(connection, false)) {
      await(connection);
    }
  }

  /// For a source that is on no loop. On the home loop.
  private void fail(Arrival connection, OpenFailure why) {
    Channel source = connection.source();
    if (connection.answer().equals(Answer.BY_TCP) || !source.isOpen()) {
      Sockets.reject(source);
    } else {
      home.register(source)
          .addListener(registered -> {
            if (registered.isSuccess()) {
              connection.answer().failed(source, why);
            } else {
              Sockets.reject(source);
            }
          });
    }
  }

  private boolean tryOpen(Arrival who, boolean waited) {
    Optional<CarryingTunnel> chosen = tunnels.choose();
    if (chosen.isEmpty()) {
      return false;
    }
    CarryingTunnel tunnel = chosen.get();
    if (waited) {
      traffic.found(Traffic.Tunnel.WAITED);
    } else {
      traffic.found(tunnel.load() <= 1 ? Traffic.Tunnel.IDLE : Traffic.Tunnel.SHARED);
    }
    var connection = new StreamConnection(who, tunnel, waited, common);
    if (tunnel.loop().inEventLoop()) {
      connection.open();
    } else {
      tunnel.loop().execute(connection::open);
    }
    return true;
  }

  private void await(Arrival connection) {
    if (waiting.size() >= MAX_WAITING) {
      log.info("no tunnel, and {} connections wait already: reset", MAX_WAITING);
      traffic.foundNone();
      fail(connection, OpenFailure.LIMIT);
      return;
    }
    if (!looking) {
      looking = true;
      home.schedule(this::lookForGone, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    waiting.add(connection);
    home.schedule(() -> giveUp(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Those that were reset by their source give their places back; no event tells of a channel that
  /// is not registered.
  private void lookForGone() {
    waiting.removeIf(each -> {
      boolean isGone = !each.source().isOpen() || Transport.isReset(each.source());
      if (isGone) {
        log.info(
            "source gone while it waited for a tunnel: source={} destination={}",
            Sockets.show(Sockets.sourceOf(each.source())),
            each.destination());
        Sockets.reject(each.source());
      }
      return isGone;
    });
    looking = !waiting.isEmpty();
    if (looking) {
      home.schedule(this::lookForGone, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// Connections that wait for a tunnel. Any thread.
  public int waiting() {
    return waiting.size();
  }

  private void giveUp(Arrival connection) {
    if (waiting.remove(connection)) {
      traffic.foundNone();
      log.info(
          "no tunnel within {} ms: reset source={} destination={}",
          patience.toMillis(),
          Sockets.show(Sockets.sourceOf(connection.source())),
          connection.destination());
      fail(connection, OpenFailure.NO_TUNNEL);
    }
  }

  private void serveWaiting() {
    for (Arrival next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!tryOpen(next, true)) {
        return;
      }
      waiting.remove();
    }
  }

  /// Lets no more connections in, and fails those that wait. On the home loop.
  private void stop() {
    draining = true;
    waiting.forEach(each -> fail(each, OpenFailure.DRAINING));
    waiting.clear();
  }

  /// As [#close], but returns at once. Any thread.
  public void drain() {
    home.execute(this::stop);
  }

  /// Resets the connections that wait; the others are their tunnels' business. Any thread.
  @Override
  public void close() {
    if (!home.isShuttingDown()) {
      home.submit(this::stop).awaitUninterruptibly();
    }
  }
}
