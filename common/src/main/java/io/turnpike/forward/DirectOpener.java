package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.net.PlainSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins accepted connections with destinations that this process dials itself: ingress and egress
/// without a tunnel. Any thread; source and destination of a connection live on one loop.
public final class DirectOpener {
  private static final Logger log = LoggerFactory.getLogger(DirectOpener.class);

  private final List<EventLoop> loops = new ArrayList<>();
  private final Places places;
  private final Dialer dialer;
  private volatile DirectSettings settings;
  private final ConnectionIds ids = new ConnectionIds();
  private final Traffic traffic = new Traffic("connections");

  public DirectOpener(EventLoopGroup loops, Dialer dialer, DirectSettings settings) {
    loops.forEach(loop -> this.loops.add((EventLoop) loop));
    this.places = new Places(this.loops.size());
    this.dialer = dialer;
    this.settings = settings;
  }

  /// For connections that are opened from now on. Any thread.
  public void become(DirectSettings newSettings) {
    settings = newSettings;
  }

  /// Takes over a connection that was just accepted.
  public void open(Admitted source, Entrance entrance, Backends backends) {
    DirectSettings now = settings;
    boolean isPlain = entrance.filters().isEmpty() && now.isPlain() && source.isPlain();
    if (isPlain) {
      begin(new Connection(source, now, entrance, backends));
    } else {
      source.asChannel(_ -> begin(new Connection(source, now, entrance, backends)));
    }
  }

  /// Behind the events that the loop has at hand, as [Dialer#dialPlain] wants it.
  private static void begin(Connection connection) {
    connection.loop.execute(connection::dialNext);
  }

  /// What its connections do.
  public Traffic traffic() {
    return traffic;
  }

  /// Connections that are open or being dialled.
  public int connections() {
    return places.taken();
  }

  /// One connection's life; on its loop. The source is registered once the destination is there, so
  /// none of its bytes comes too early.
  private final class Connection implements Pipe.Observer, Traffic.Connection {
    private final Admitted source;
    private final DirectSettings settings;
    private final int place;
    private final EventLoop loop;
    private final Entrance entrance;
    private final Iterator<Backends.Backend> candidates;
    private final String id = ConnectionIds.name(ids.next());
    private final long acceptedNanos = System.nanoTime();
    private Backends.Backend backend;
    private final boolean isPlain;
    private @Nullable Pipe pipe;

    Connection(Admitted source, DirectSettings settings, Entrance entrance, Backends backends) {
      this.source = source;
      this.settings = settings;
      this.place = places.take(loops.indexOf(source.loop()));
      this.loop = loops.get(place);
      this.entrance = entrance;
      this.isPlain = source.isPlain();
      this.candidates = backends.inOrder().iterator();
      this.backend = candidates.next();
    }

    void dialNext() {
      HostPort to = backend.address();
      backend.begin();
      var request = new Dialer.Request(to, settings.connectTimeout(), address -> true);
      if (isPlain) {
        dialPlain(request);
      } else {
        dialer
            .dial(loop, request, new Dialer.Socket(true, channel -> prepare(channel, to)))
            .addListener(this::dialled);
      }
    }

    /// What the source has sent already goes out as soon as the destination is there.
    private void dialPlain(Dialer.Request request) {
      boolean hasBytes;
      try {
        hasBytes = plain().readAhead();
      } catch (IOException e) {
        sourceGone();
        return;
      }
      dialer.dialPlain(loop, request, to -> prepare(to, hasBytes)).addListener(this::dialled);
    }

    private void prepare(PlainSocket destination, boolean hasBytes) throws IOException {
      settings.connections().sockets().applyDialled(destination);
      if (hasBytes) {
        destination.options().writesAtOnce();
      }
    }

    private void prepare(Channel destination, HostPort to) {
      settings.connections().sockets().apply(destination);
      settings
          .destinationTls()
          .ifPresent(tls ->
              destination
                  .pipeline()
                  .addLast(
                      tls.context()
                          .newHandler(
                              destination.alloc(), tls.serverName().orElse(to.host()), to.port())));
    }

    private void dialled(Future<?> result) {
      if (result.isSuccess()) {
        if (result.getNow() instanceof PlainSocket destination) {
          join(destination);
          return;
        }
        var destination = (SocketChannel) result.getNow();
        Handover.arrive(
            channel(),
            loop,
            () -> join(destination),
            _ -> {
              sourceGone();
              Sockets.abort(destination);
            });
        return;
      }
      backend.end();
      log.info(
          "destination not reached conn={} source={} destination={} reason=\"{}\"",
          id,
          Sockets.show(source.source()),
          backend.address(),
          result.cause().getMessage());
      if (candidates.hasNext()) {
        backend = candidates.next();
        loop.execute(this::dialNext);
      } else {
        places.leave(place);
        traffic.reset(DialCodes.of(result.cause()));
        source.reject();
      }
    }

    private SocketChannel channel() {
      return (SocketChannel) source.accepted().channel();
    }

    private PlainSocket plain() {
      return source.accepted().plain().orElseThrow();
    }

    private void sourceGone() {
      backend.end();
      places.leave(place);
      source.reject();
    }

    private void join(SocketChannel destination) {
      SocketChannel channel = channel();
      settings
          .sourceTls()
          .ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
      channel.pipeline().addLast(new TimeLimitHandler(settings.connections().times()));
      logOpened();
      Optional<FilterHandler> filters = filters();
      filters.ifPresent(channel.pipeline()::addLast);
      var joined = new SocketPipe(channel, destination, this);
      joined.join();
      opened(joined);
      Handover.begin(
          channel,
          loop,
          begun -> {
            if (begun.isSuccess()) {
              filters.ifPresent(FilterHandler::begin);
            } else {
              joined.fail(null, Sockets.reasonOf(begun.cause()));
            }
          });
    }

    /// Without channels.
    private void join(PlainSocket destination) {
      logOpened();
      TimeLimits limits = settings.connections().times();
      var joined = new PlainPipe(loop, plain(), destination, limits, this);
      opened(joined);
      joined.join();
    }

    private void logOpened() {
      log.info(
          "connection opened conn={} source={} route={} destination={}",
          id,
          Sockets.show(source.source()),
          entrance.route(),
          backend.address());
    }

    private void opened(Pipe joined) {
      pipe = joined;
      traffic.opening().record(System.nanoTime() - acceptedNanos);
      traffic.open().begin(loop, this);
    }

    private Optional<FilterHandler> filters() {
      if (entrance.filters().isEmpty()) {
        return Optional.empty();
      }
      String to = backend.address().toString();
      var described = new FilteredConnection(id, source.source(), entrance.route(), to);
      return Optional.of(new FilterHandler(entrance.filters(), described, Direction.UP));
    }

    @Override
    public void ended(Ending ending) {
      Traffic.Ended how = ending.isInOrder() ? Traffic.Ended.FINISHED : Traffic.Ended.ABORTED;
      traffic.ended(ending.by() == Ending.By.PROXY ? Traffic.Ended.CUT : how);
      traffic.open().end(loop, this);
      backend.end();
      places.leave(place);
      if (isPlain) {
        source.gone(); // nobody hears of the end of a plain socket
      }
      log.info(
          "connection ended conn={} durationMillis={} up={} down={} by={} reason=\"{}\"",
          id,
          (System.nanoTime() - acceptedNanos) / 1_000_000,
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
      return pipe == null ? 0 : pipe.upBytes();
    }

    @Override
    public long downBytes() {
      return pipe == null ? 0 : pipe.downBytes();
    }

    @Override
    public Traffic.Row row() {
      return new Traffic.Row(
          id,
          Sockets.show(source.source()),
          entrance.route(),
          backend.address().toString(),
          "",
          (System.nanoTime() - acceptedNanos) / 1_000_000_000,
          upBytes(),
          downBytes());
    }
  }
}
