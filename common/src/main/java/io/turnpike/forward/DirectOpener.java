package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.net.PlainSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins accepted connections with destinations that this process dials itself: ingress and egress
/// without a tunnel. Any thread; source and destination of a connection live on one loop.
public final class DirectOpener {
  private static final Logger log = LoggerFactory.getLogger(DirectOpener.class);

  private final EventLoopGroup loops;
  private final Dialer dialer;
  private volatile Settings settings;
  private final ConnectionIds ids = new ConnectionIds();
  private final AtomicInteger open = new AtomicInteger();
  private final Traffic traffic = new Traffic("connections");

  /// How connections are set up.
  ///
  /// @param connectTimeout for the dial of one destination, its name included
  /// @param sourceTls terminates TLS that sources speak
  /// @param destinationTls speaks TLS to destinations
  public record Settings(
      Duration connectTimeout,
      ConnectionSettings connections,
      Optional<SslContext> sourceTls,
      Optional<DestinationTls> destinationTls) {
    /// Whether nobody has to see the bytes of a connection without filters, and it needs no
    /// channels.
    private boolean isPlain(Channel source, EventLoop loop) {
      return sourceTls.isEmpty()
          && destinationTls.isEmpty()
          && source.pipeline().get(Handover.class) == null
          && PlainSocket.isPossible(source, loop);
    }
  }

  /// TLS towards destinations.
  ///
  /// @param serverName asked for and expected instead of the destination's own host
  public record DestinationTls(SslContext context, Optional<String> serverName) {}

  public DirectOpener(EventLoopGroup loops, Dialer dialer, Settings settings) {
    this.loops = loops;
    this.dialer = dialer;
    this.settings = settings;
  }

  /// For connections that are opened from now on. Any thread.
  public void become(Settings newSettings) {
    settings = newSettings;
  }

  /// Takes over a channel that was just accepted and is not registered.
  public void open(Channel source, Entrance entrance, Backends backends) {
    open.incrementAndGet();
    EventLoop loop = loops.next();
    var connection = new Connection((SocketChannel) source, loop, entrance, backends);
    loop.execute(connection::dialNext);
  }

  /// What its connections do.
  public Traffic traffic() {
    return traffic;
  }

  /// Connections that are open or being dialled.
  public int connections() {
    return open.get();
  }

  /// One connection's life; on its loop. The source is registered once the destination is there, so
  /// none of its bytes comes too early.
  private final class Connection implements Pipe.Observer, Traffic.Connection {
    private final SocketChannel source;
    private final EventLoop loop;
    private final Entrance entrance;
    private final Settings settings = DirectOpener.this.settings;
    private final Iterator<Backends.Backend> candidates;
    private final String id = ConnectionIds.name(ids.next());
    private final InetSocketAddress from;
    private final long acceptedNanos = System.nanoTime();
    private Backends.Backend backend;
    private final boolean isPlain;
    private @Nullable Pipe pipe;

    Connection(SocketChannel source, EventLoop loop, Entrance entrance, Backends backends) {
      this.source = source;
      this.from = Sockets.sourceOf(source);
      this.loop = loop;
      this.entrance = entrance;
      this.isPlain = entrance.filters().isEmpty() && settings.isPlain(source, loop);
      this.candidates = backends.inOrder().iterator();
      this.backend = candidates.next();
    }

    void dialNext() {
      HostPort to = backend.address();
      backend.begin();
      var request = new Dialer.Request(to, settings.connectTimeout(), address -> true);
      if (isPlain) {
        dialer
            .dialPlain(loop, request, settings.connections().sockets()::apply)
            .addListener(this::dialled);
      } else {
        dialer
            .dial(loop, request, new Dialer.Socket(true, channel -> prepare(channel, to)))
            .addListener(this::dialled);
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
        Handover.arrive(source, loop, () -> join(destination), _ -> sourceGone(destination));
        return;
      }
      backend.end();
      log.info(
          "destination not reached conn={} source={} destination={} reason=\"{}\"",
          id,
          Sockets.show(from),
          backend.address(),
          result.cause().getMessage());
      if (candidates.hasNext()) {
        backend = candidates.next();
        loop.execute(this::dialNext);
      } else {
        open.decrementAndGet();
        traffic.reset(DialCodes.of(result.cause()));
        Sockets.reject(source);
      }
    }

    private void sourceGone(SocketChannel destination) {
      backend.end();
      open.decrementAndGet();
      Sockets.reject(source);
      Sockets.abort(destination);
    }

    private void join(SocketChannel destination) {
      settings
          .sourceTls()
          .ifPresent(tls -> source.pipeline().addLast(tls.newHandler(source.alloc())));
      source.pipeline().addLast(new TimeLimitHandler(settings.connections().times()));
      logOpened();
      Optional<FilterHandler> filters = filters();
      filters.ifPresent(source.pipeline()::addLast);
      var joined = new SocketPipe(source, destination, this);
      joined.join();
      opened(joined);
      Handover.begin(
          source,
          loop,
          begun -> {
            if (begun.isSuccess()) {
              filters.ifPresent(FilterHandler::begin);
            } else {
              joined.fail(null, Sockets.reasonOf(begun.cause()));
            }
          });
    }

    /// Without channels; the source's has done its part.
    private void join(PlainSocket destination) {
      logOpened();
      TimeLimits limits = settings.connections().times();
      var joined = new PlainPipe(loop, PlainSocket.of(source, true), destination, limits, this);
      opened(joined);
      joined.join();
    }

    private void logOpened() {
      log.info(
          "connection opened conn={} source={} route={} destination={}",
          id,
          Sockets.show(from),
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
      var described = new FilteredConnection(id, from, entrance.route(), to);
      return Optional.of(new FilterHandler(entrance.filters(), described, Direction.UP));
    }

    @Override
    public void ended(Ending ending) {
      Traffic.Ended how = ending.isInOrder() ? Traffic.Ended.FINISHED : Traffic.Ended.ABORTED;
      traffic.ended(ending.by() == Ending.By.PROXY ? Traffic.Ended.CUT : how);
      traffic.open().end(loop, this);
      backend.end();
      open.decrementAndGet();
      if (isPlain) {
        Sockets.gone(source);
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
          Sockets.show(from),
          entrance.route(),
          backend.address().toString(),
          "",
          (System.nanoTime() - acceptedNanos) / 1_000_000_000,
          upBytes(),
          downBytes());
    }
  }
}
