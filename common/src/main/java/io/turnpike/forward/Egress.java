package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.forward.sink.Sink;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.DestinationPolicy;
import io.turnpike.net.DialFailure;
import io.turnpike.net.Dialer;
import io.turnpike.net.DirectMemory;
import io.turnpike.net.HostPort;
import io.turnpike.net.Hosts;
import io.turnpike.net.LogBudget;
import io.turnpike.stream.QueuedBytes;
import io.turnpike.stream.Stream;
import io.turnpike.stream.StreamAcceptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way out at the reverse-proxy: judges, resolves and dials the destination of each OPEN, once,
/// and joins the socket with the stream. Any loop; the destination's socket lives on the tunnel's.
///
/// The last word is spoken here, at every OPEN, by the [Terms] of the entry-point's identity as
/// they are now, and by the process's [DestinationPolicy], for the very address that is then
/// dialled.
public final class Egress {
  private static final Logger log = LoggerFactory.getLogger(Egress.class);

  private static final InetAddress UNKNOWN = Hosts.literal("0.0.0.0").orElseThrow();

  private final Dialer dialer;
  private final Duration connectTimeout;
  private final QueuedBytes queued;
  private volatile Rules rules;
  private final AtomicInteger streams = new AtomicInteger();
  private final LogBudget logBudget = new LogBudget();
  private final Traffic traffic = new Traffic("streams");

  /// What holds for a stream when it is opened.
  ///
  /// @param destinations for whomever, besides what its terms say
  /// @param maxStreams of all identities together
  public record Rules(
      DestinationPolicy destinations, int maxStreams, ConnectionSettings connections) {}

  /// @param queued what waits for all streams of the process
  public Egress(Dialer dialer, Duration connectTimeout, QueuedBytes queued, Rules rules) {
    this.dialer = dialer;
    this.connectTimeout = connectTimeout;
    this.queued = queued;
    this.rules = rules;
  }

  /// For streams that are opened from now on. Any thread.
  public void become(Rules newRules) {
    rules = newRules;
  }

  /// What its connections do.
  public Traffic traffic() {
    return traffic;
  }

  /// Answers the OPENs of one identity.
  public StreamAcceptor acceptorFor(Tenant tenant) {
    return (loop, stream, open) -> new Connection(loop, stream, open, tenant).pipe;
  }

  /// One stream's dial and life; on its loop.
  private final class Connection implements PipeObserver, Traffic.Connection {
    private final EventLoop loop;
    private final Stream stream;
    private final Frame.Open open;
    private final Tenant tenant;
    private final Rules rules = Egress.this.rules;
    private final StreamPipe pipe;
    private final long openedNanos = System.nanoTime();
    private boolean entered;
    private @Nullable Future<?> pending;

    Connection(EventLoop loop, Stream stream, Frame.Open open, Tenant tenant) {
      this.loop = loop;
      this.stream = stream;
      this.open = open;
      this.tenant = tenant;
      this.pipe = new StreamPipe(stream, Pace.of(tenant, loop, stream), this);
    }

    @Override
    public void started() {
      traffic.open().begin(loop, this);
      Optional<Terms> terms = tenant.terms();
      if (terms.isEmpty()) {
        failed(denied("the identity is not authorised any more"));
        return;
      }
      Optional<String> limit = enter(terms.get());
      if (limit.isPresent()) {
        failed(new DialFailure(DialFailure.Kind.LIMIT, limit.get()));
        return;
      }
      long wait = tenant.toDestinations().waitNanos(System.nanoTime());
      if (wait > 0 && terms.get().bytesPerSecond() > 0) {
        pending = loop.schedule(() -> dial(terms.get()), wait, TimeUnit.NANOSECONDS);
      } else {
        dial(terms.get());
      }
    }

    /// Takes a place for the stream, or says which limit has none.
    private Optional<String> enter(Terms terms) {
      if (DirectMemory.isScarce()) {
        return Optional.of("direct memory is used up");
      }
      if (queued.isScarce()) {
        return Optional.of("too many bytes wait (--max-queued)");
      }
      if (!tenant.enter(terms.maxStreams())) {
        return Optional.of("max-streams=" + terms.maxStreams() + " of the identity");
      }
      if (streams.incrementAndGet() > rules.maxStreams()) {
        streams.decrementAndGet();
        tenant.leave();
        return Optional.of("--max-streams " + rules.maxStreams() + " of all identities");
      }
      entered = true;
      return Optional.empty();
    }

    private void leave() {
      if (entered) {
        entered = false;
        streams.decrementAndGet();
        tenant.leave();
      }
    }

    private void dial(Terms terms) {
      Endpoint to = open.destination();
      try {
        dial(new HostPort(to.host(), to.port()), terms);
      } catch (IllegalArgumentException e) { // no name that any resolver could know
        failed(new DialFailure(DialFailure.Kind.NO_SUCH_NAME, String.valueOf(e.getMessage())));
      }
    }

    private void dial(HostPort to, Terms terms) {
      if (to.port() == 0) {
        failed(denied("port 0 is not permitted"));
        return;
      }
      Predicate<InetAddress> permitted = address -> permits(terms, to, address);
      Consumer<Channel> prepare = rules.connections().sockets()::apply;
      Future<Channel> dial =
          Sink.isAt(to)
              ? Sink.dial(loop, to, permitted, prepare)
              : dialer.dial(
                  loop,
                  new Dialer.Request(to, connectTimeout, permitted),
                  new Dialer.Socket(true, prepare));
      pending = dial;
      dial.addListener(this::dialled);
    }

    private static boolean isOpenTo(Terms terms, HostPort to, InetAddress address) {
      return terms.permitOpen().isEmpty()
          || DestinationPolicy.anyMeans(terms.permitOpen(), to.host(), address, to.port());
    }

    private boolean permits(Terms terms, HostPort to, InetAddress address) {
      return rules.destinations().permits(to.host(), address, to.port())
          && isOpenTo(terms, to, address);
    }

    private void dialled(Future<? super Channel> result) {
      if (result.isSuccess()) {
        connected((DuplexChannel) result.getNow());
      } else if (!result.isCancelled()) {
        failed(result.cause());
      }
    }

    private void connected(DuplexChannel channel) {
      traffic.opening().record(System.nanoTime() - openedNanos);
      log.info(
          "stream opened conn={} source={} destination={}",
          ConnectionIds.name(open.connection()),
          open.source(),
          open.destination());
      stream.opened(Endpoint.of((InetSocketAddress) channel.remoteAddress()));
      channel.pipeline().addLast(new TimeLimitHandler(rules.connections().times()));
      if (rules.connections().filters().isEmpty()) {
        channel.pipeline().addLast(pipe);
      } else {
        var filters = new FilterHandler(rules.connections().filters(), described(), Direction.DOWN);
        channel.pipeline().addLast(filters, pipe);
        filters.begin();
      }
      pipe.attach(channel);
    }

    /// The source is the one that the entry-point saw.
    private FilteredConnection described() {
      InetAddress source = Hosts.literal(open.source().host()).orElse(UNKNOWN);
      return new FilteredConnection(
          ConnectionIds.name(open.connection()),
          new InetSocketAddress(source, open.source().port()),
          open.destination().toString(),
          open.destination().toString());
    }

    private void failed(Throwable cause) {
      leave();
      ResetCode code = DialCodes.of(cause);
      traffic.reset(code);
      traffic.open().end(loop, this);
      logBudget.info(
          log,
          "destination not reached conn={} source={} destination={} reason=\"{}\"",
          ConnectionIds.name(open.connection()),
          open.source(),
          open.destination(),
          cause.getMessage());
      pipe.abandon(code);
    }

    @Override
    public void ended(StreamEnd end) {
      if (pending != null) {
        pending.cancel(false);
      }
      leave();
      traffic.ended(end);
      traffic.open().end(loop, this);
      Ending ending = Side.REVERSE_PROXY.ending(end, stream.sentBytes(), stream.receivedBytes());
      log.info(
          "stream ended conn={} durationMillis={} up={} down={} by={} reason=\"{}\"",
          ConnectionIds.name(open.connection()),
          (System.nanoTime() - openedNanos) / 1_000_000,
          ending.upBytes(),
          ending.downBytes(),
          ending.by(),
          ending.reason());
    }

    @Override
    public String kind() {
      return "streams"; // destinations are without number
    }

    @Override
    public long upBytes() {
      return stream.receivedBytes();
    }

    @Override
    public long downBytes() {
      return stream.sentBytes();
    }

    @Override
    public long queuedBytes() {
      return stream.keptBytes();
    }

    @Override
    public Traffic.Row row() {
      return new Traffic.Row(
          ConnectionIds.name(open.connection()),
          open.source().toString(),
          "",
          open.destination().toString(),
          "",
          (System.nanoTime() - openedNanos) / 1_000_000_000,
          upBytes(),
          downBytes());
    }
  }

  private static DialFailure denied(String reason) {
    return new DialFailure(DialFailure.Kind.DENIED, reason);
  }
}
