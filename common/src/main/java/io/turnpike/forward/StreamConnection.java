package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.HostPort;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection's life at an entry-point; on its tunnel's loop. The source is registered there
/// once its pipe is in place, or has a [Handover], so that none of its bytes arrives before.
final class StreamConnection implements PipeObserver, Traffic.Connection {
  private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);

  private final Channel source;
  private final Entrance entrance;
  private final HostPort destination;
  private final Answer answer;
  private final CarryingTunnel tunnel;
  private final boolean waited;
  private final long id;
  private final ConnectionSettings settings;
  private final Traffic traffic;
  private final long openedNanos = System.nanoTime();
  private boolean opened;
  private @Nullable StreamPipe pipe;
  private @Nullable Stream stream;
  private @Nullable FilterHandler filters;

  /// @param tunnel with a place claimed on it
  /// @param waited for it, for the log
  StreamConnection(Arrival who, CarryingTunnel tunnel, boolean waited, StreamOpener.Common common) {
    this.source = who.source();
    this.entrance = who.entrance();
    this.destination = who.destination();
    this.answer = who.answer();
    this.tunnel = tunnel;
    this.waited = waited;
    this.id = common.ids().next();
    this.settings = common.settings();
    this.traffic = common.traffic();
  }

  void open() {
    Handover.arrive(source, tunnel.loop(), this::openStream, _ -> sourceGone());
  }

  private void sourceGone() {
    tunnel.unclaim();
    Sockets.reject(source);
  }

  private void openStream() {
    var to = new Endpoint(destination.host(), destination.port());
    var from = Endpoint.of(Sockets.sourceOf(source));
    if (!tunnel.open(id, to, from, this::pipe)) {
      log.info("tunnel lost before the stream began: reset conn={}", ConnectionIds.name(id));
      failed(OpenFailure.BROKEN);
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
    created.attach((DuplexChannel) source);
    pipe = created;
    this.stream = stream;
    return created;
  }

  @Override
  public void started() {
    traffic.open().begin(tunnel.loop(), this);
    log.info(
        "stream opened conn={} source={} route={} destination={} tunnel={} waited={}",
        ConnectionIds.name(id),
        Sockets.show(Sockets.sourceOf(source)),
        entrance.route(),
        destination,
        tunnel.binding().name(),
        waited);
    if (answer.equals(Answer.BY_TCP)) {
      Handover.begin(source, tunnel.loop(), this::registered);
    } else if (source.isActive()) {
      source.pipeline().fireUserEventTriggered(FilterHandler.Paused.EVENT);
    } else if (pipe != null) {
      pipe.onSocketFailure("closed");
    }
  }

  @Override
  public void opened(Endpoint dialled) {
    opened = true;
    traffic.opening().record(System.nanoTime() - openedNanos);
    if (!answer.equals(Answer.BY_TCP) && source.isActive()) {
      ResetSweep.forget(source);
      answer.opened(source);
      Handover.begin(source, tunnel.loop(), this::registered);
    }
  }

  @Override
  public void abort(Channel socket, ResetCode code) {
    if (opened) {
      Sockets.abort(socket);
    } else {
      failed(OpenFailure.of(code));
    }
  }

  private void failed(OpenFailure why) {
    if (source.isRegistered()) {
      answer.failed(source, why);
    } else {
      Sockets.reject(source);
    }
  }

  private void registered(Future<? super Void> registered) {
    if (registered.isSuccess() && filters != null) {
      filters.begin();
    } else if (!registered.isSuccess() && pipe != null) {
      pipe.abandon(ResetCode.INTERNAL);
      traffic.open().end(tunnel.loop(), this);
    }
  }

  @Override
  public void ended(StreamEnd end) {
    traffic.ended(end);
    traffic.open().end(tunnel.loop(), this);
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
