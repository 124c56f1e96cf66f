package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.HostPort;
import io.turnpike.net.Transport;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.Stream;
import io.turnpike.stream.TunnelChooser;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private volatile ConnectionSettings settings;
  private final ConnectionIds ids = new ConnectionIds();
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Traffic traffic = new Traffic("streams");

  private record Waiting(Channel source, Entrance entrance, HostPort destination) {}

  /// @param patience how long a connection waits for a tunnel
  public StreamOpener(
      EventLoop home, TunnelChooser tunnels, Duration patience, ConnectionSettings settings) {
    this.home = home;
    this.tunnels = tunnels;
    this.patience = patience;
    this.settings = settings;
    tunnels.onAvailable(() -> home.execute(this::serveWaiting));
  }

  /// What its connections do.
  public Traffic traffic() {
    return traffic;
  }

  /// For connections that are opened from now on. Any thread.
  public void become(ConnectionSettings newSettings) {
    settings = newSettings;
  }

  /// Opens a stream for a channel that was just accepted and is not registered. On the home loop.
  public void open(Channel source, Entrance entrance, HostPort destination) {
    assert home.inEventLoop();
    var connection = new Waiting(source, entrance, destination);
    if (!tryOpen(connection, false)) {
      await(connection);
    }
  }

  private boolean tryOpen(Waiting who, boolean waited) {
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
    var connection = new Connection(who, tunnel, waited);
    if (tunnel.eventLoop().inEventLoop()) {
      connection.open();
    } else {
      tunnel.eventLoop().execute(connection::open);
    }
    return true;
  }

  private void await(Waiting connection) {
    if (waiting.size() >= MAX_WAITING) {
      log.info("no tunnel, and {} connections wait already: reset", MAX_WAITING);
      traffic.foundNone();
      Sockets.reject(connection.source);
      return;
    }
    if (waiting.isEmpty()) {
      home.schedule(this::lookForGone, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    waiting.add(connection);
    home.schedule(() -> giveUp(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Those that were reset by their source give their places back; no event tells of a channel that
  /// is not registered.
  private void lookForGone() {
    waiting.removeIf(each -> {
      boolean isGone = Transport.isReset(each.source);
      if (isGone) {
        log.info(
            "source gone while it waited for a tunnel: source={} destination={}",
            Sockets.show(Sockets.sourceOf(each.source)),
            each.destination);
        Sockets.reject(each.source);
      }
      return isGone;
    });
    if (!waiting.isEmpty()) {
      home.schedule(this::lookForGone, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// Connections that wait for a tunnel. Any thread.
  public int waiting() {
    return waiting.size();
  }

  private void giveUp(Waiting connection) {
    if (waiting.remove(connection)) {
      traffic.foundNone();
      log.info(
          "no tunnel within {} ms: reset source={} destination={}",
          patience.toMillis(),
          Sockets.show(Sockets.sourceOf(connection.source)),
          connection.destination);
      Sockets.reject(connection.source);
    }
  }

  private void serveWaiting() {
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!tryOpen(next, true)) {
        return;
      }
      waiting.remove();
    }
  }

  /// Resets the connections that wait. On the home loop.
  private void rejectWaiting() {
    waiting.forEach(each -> Sockets.reject(each.source));
    waiting.clear();
  }

  /// Resets the connections that wait; the others are their tunnels' business. Any thread.
  @Override
  public void close() {
    if (!home.isShuttingDown()) {
      home.submit(this::rejectWaiting).awaitUninterruptibly();
    }
  }

  /// One connection's life; on its tunnel's loop. The source is registered there once its pipe is
  /// in place, so that none of its bytes arrives before.
  private final class Connection implements PipeObserver, Traffic.Connection {
    private final Channel source;
    private final Entrance entrance;
    private final HostPort destination;
    private final CarryingTunnel tunnel;
    private final boolean waited;
    private final long id = ids.next();
    private final long openedNanos = System.nanoTime();
    private @Nullable StreamPipe pipe;
    private @Nullable Stream stream;
    private @Nullable FilterHandler filters;

    Connection(Waiting who, CarryingTunnel tunnel, boolean waited) {
      this.source = who.source;
      this.entrance = who.entrance;
      this.destination = who.destination;
      this.tunnel = tunnel;
      this.waited = waited;
    }

    void open() {
      Handover.arrive(source, tunnel.eventLoop(), this::openStream, _ -> Sockets.reject(source));
    }

    private void openStream() {
      var to = new Endpoint(destination.host(), destination.port());
      var from = Endpoint.of(Sockets.sourceOf(source));
      if (!tunnel.open(id, to, from, this::pipe)) {
        log.info("tunnel lost before the stream began: reset conn={}", ConnectionIds.name(id));
        Sockets.reject(source);
      }
    }

    private StreamPipe pipe(Stream stream) {
      var created = new StreamPipe(stream, Pace.unlimited(stream), this);
      source.pipeline().addLast(new TimeLimitHandler(settings.times()));
      if (!entrance.filters().isEmpty()) {
        filters =
            new FilterHandler(
                entrance.filters(),
                new FilteredConnection(
                    ConnectionIds.name(id),
                    Sockets.sourceOf(source),
                    entrance.route(),
                    destination.toString()),
                Direction.UP);
        source.pipeline().addLast(filters);
      }
      source.pipeline().addLast(created);
      created.attach((SocketChannel) source);
      pipe = created;
      this.stream = stream;
      return created;
    }

    @Override
    public void started() {
      traffic.open().begin(tunnel.eventLoop(), this);
      Handover.begin(source, tunnel.eventLoop(), this::registered);
      log.info(
          "stream opened conn={} source={} route={} destination={} tunnel={} waited={}",
          ConnectionIds.name(id),
          Sockets.show(Sockets.sourceOf(source)),
          entrance.route(),
          destination,
          tunnel.binding().name(),
          waited);
    }

    private void registered(Future<? super Void> registered) {
      if (registered.isSuccess() && filters != null) {
        filters.begin();
      } else if (!registered.isSuccess() && pipe != null) {
        pipe.abandon(ResetCode.INTERNAL);
        traffic.open().end(tunnel.eventLoop(), this);
      }
    }

    @Override
    public void opened(Endpoint dialled) {
      traffic.opening().record(System.nanoTime() - openedNanos);
    }

    @Override
    public void ended(StreamEnd end) {
      traffic.ended(end);
      traffic.open().end(tunnel.eventLoop(), this);
      Ending ending = Side.ENTRY_POINT.ending(end, upBytes(), downBytes());
      log.info(
          "stream ended conn={} durationMillis={} up={} down={} by={} reason=\"{}\"",
          ConnectionIds.name(id),
          (System.nanoTime() - openedNanos) / 1_000_000,
          ending.upBytes(),
          ending.downBytes(),
          ending.by(),
          ending.reason());
    }

    @Override
    public String kind() {
      return entrance.route();
    }

    @Override
    public long upBytes() {
      return stream == null ? 0 : stream.sentBytes();
    }

    @Override
    public long downBytes() {
      return stream == null ? 0 : stream.receivedBytes();
    }

    @Override
    public long queuedBytes() {
      return stream == null ? 0 : stream.keptBytes();
    }

    @Override
    public Traffic.Row row() {
      return new Traffic.Row(
          ConnectionIds.name(id),
          Sockets.show(Sockets.sourceOf(source)),
          entrance.route(),
          destination.toString(),
          tunnel.binding().name(),
          (System.nanoTime() - openedNanos) / 1_000_000_000,
          upBytes(),
          downBytes());
    }
  }
}
