package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.HostPort;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.Stream;
import io.turnpike.stream.TunnelChooser;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
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

  private final EventLoop home;
  private final TunnelChooser tunnels;
  private final Duration patience;
  private final ConnectionIds ids = new ConnectionIds();
  private final Queue<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(Channel source, HostPort destination) {}

  /// @param patience how long a connection waits for a tunnel
  public StreamOpener(EventLoop home, TunnelChooser tunnels, Duration patience) {
    this.home = home;
    this.tunnels = tunnels;
    this.patience = patience;
    tunnels.onAvailable(() -> home.execute(this::serveWaiting));
  }

  /// Opens a stream for a channel that was just accepted and is not registered. On the home loop.
  public void open(Channel source, HostPort destination) {
    assert home.inEventLoop();
    if (!tryOpen(source, destination, false)) {
      await(new Waiting(source, destination));
    }
  }

  private boolean tryOpen(Channel source, HostPort destination, boolean waited) {
    Optional<CarryingTunnel> chosen = tunnels.choose();
    if (chosen.isEmpty()) {
      return false;
    }
    CarryingTunnel tunnel = chosen.get();
    var connection = new Connection(source, destination, tunnel, waited);
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
      Sockets.reject(connection.source);
      return;
    }
    waiting.add(connection);
    home.schedule(() -> giveUp(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void giveUp(Waiting connection) {
    if (waiting.remove(connection)) {
      log.info(
          "no tunnel within {} ms: reset source={} destination={}",
          patience.toMillis(),
          connection.source.remoteAddress(),
          connection.destination);
      Sockets.reject(connection.source);
    }
  }

  private void serveWaiting() {
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!tryOpen(next.source, next.destination, true)) {
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
  private final class Connection implements PipeObserver {
    private final Channel source;
    private final HostPort destination;
    private final CarryingTunnel tunnel;
    private final boolean waited;
    private final long id = ids.next();
    private @Nullable StreamPipe pipe;

    Connection(Channel source, HostPort destination, CarryingTunnel tunnel, boolean waited) {
      this.source = source;
      this.destination = destination;
      this.tunnel = tunnel;
      this.waited = waited;
    }

    void open() {
      var to = new Endpoint(destination.host(), destination.port());
      var from = Endpoint.of((InetSocketAddress) source.remoteAddress());
      if (!tunnel.open(id, to, from, this::pipe)) {
        log.info("tunnel lost before the stream began: reset conn={}", ConnectionIds.name(id));
        Sockets.reject(source);
      }
    }

    private StreamPipe pipe(Stream stream) {
      var created = new StreamPipe(stream, Pace.unlimited(stream), this);
      source.pipeline().addLast(created);
      created.attach((SocketChannel) source);
      pipe = created;
      return created;
    }

    @Override
    public void started() {
      tunnel.eventLoop().register(source).addListener(this::registered);
      if (log.isDebugEnabled()) {
        log.debug(
            "stream opened conn={} source={} destination={} tunnel={} waited={}",
            ConnectionIds.name(id),
            source.remoteAddress(),
            destination,
            tunnel.binding().name(),
            waited);
      }
    }

    private void registered(Future<? super Void> registered) {
      if (!registered.isSuccess() && pipe != null) {
        pipe.abandon(ResetCode.INTERNAL);
      }
    }

    @Override
    public void reset(ResetCode code) {
      log.info(
          "stream reset conn={} destination={} tunnel={} reason=\"{}\"",
          ConnectionIds.name(id),
          destination,
          tunnel.binding().name(),
          code.text());
    }

    @Override
    public void ended(boolean clean) {
      if (log.isDebugEnabled()) {
        log.debug(
            "stream ended conn={} reason=\"{}\"",
            ConnectionIds.name(id),
            clean ? "both ends finished" : "reset by the source");
      }
    }
  }
}
