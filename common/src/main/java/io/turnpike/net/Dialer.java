package io.turnpike.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Dials TCP: resolves the name anew, asks whether each address is permitted, and tries them in
/// order until one connects or the time is up. The address that was judged is the one that is
/// dialled. Any thread; the result comes on the given loop.
public final class Dialer {
  private static final Executor DIRECTLY = Runnable::run;

  private final Transport transport;
  private final NameResolver resolver;

  public Dialer(Transport transport, NameResolver resolver) {
    this.transport = transport;
    this.resolver = resolver;
  }

  /// What to dial.
  ///
  /// @param timeout for all of it: name and every address
  /// @param permitted asked for each resolved address
  public record Request(HostPort target, Duration timeout, Predicate<InetAddress> permitted) {}

  /// How the socket behaves once it is there.
  ///
  /// @param halfClosure whether its FIN ends one direction only
  /// @param prepare composes its pipeline before it connects; called for each address tried
  public record Socket(boolean halfClosure, Consumer<Channel> prepare) {}

  /// How an address is tried, and how that is given up.
  private interface Way<T> {
    Try<T> begin(InetSocketAddress address) throws IOException;

    void close(T socket);
  }

  /// @param connected when that fails, `socket` is closed
  private record Try<T>(T socket, Future<?> connected) {}

  /// Dials; the channel and its handlers live on `loop`. Fails with a [DialFailure]. Cancelling the
  /// result closes what is under way.
  ///
  /// The socket is made behind the events that the loop has at hand: it gets the lowest free
  /// number, and an event of one that was closed in the same pass would be taken for its own.
  public Future<Channel> dial(EventLoop loop, Request request, Socket socket) {
    return dial(loop, request, new ByChannel(loop, socket), loop);
  }

  /// The same for a plain socket on a loop that has such; whoever gets it registers itself with it,
  /// and closes it. Not while the loop hands out events.
  public Future<PlainSocket> dialPlain(
      EventLoop loop, Request request, PlainSocket.Prepare prepare) {
    Executor inLoop = task -> (loop.inEventLoop() ? DIRECTLY : loop).execute(task);
    return dial(loop, request, new PlainWay(loop, prepare), inLoop);
  }

  private <T> Future<T> dial(EventLoop loop, Request request, Way<T> way, Executor where) {
    var attempt = new Attempt<>(loop, request, way);
    resolver
        .resolve(request.target().host())
        .whenComplete(
            (addresses, failure) -> where.execute(() -> attempt.resolved(addresses, failure)));
    return attempt.result;
  }

  /// A channel, composed before it connects.
  private final class ByChannel implements Way<Channel> {
    private final EventLoop loop;
    private final Socket socket;

    ByChannel(EventLoop loop, Socket socket) {
      this.loop = loop;
      this.socket = socket;
    }

    @Override
    public Try<Channel> begin(InetSocketAddress address) {
      ChannelFuture connected =
          new Bootstrap()
              .group(loop)
              .channel(transport.channelType())
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the attempt's own timer
              .option(ChannelOption.SO_KEEPALIVE, true)
              .option(ChannelOption.ALLOW_HALF_CLOSURE, socket.halfClosure())
              .handler(initializer())
              .connect(address);
      return new Try<>(connected.channel(), connected);
    }

    private ChannelInitializer<Channel> initializer() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          socket.prepare().accept(channel);
        }
      };
    }

    @Override
    public void close(Channel channel) {
      channel.close();
    }
  }

  private record PlainWay(EventLoop loop, PlainSocket.Prepare prepare) implements Way<PlainSocket> {
    @Override
    public Try<PlainSocket> begin(InetSocketAddress address) throws IOException {
      PlainSocket socket = PlainSocket.open(address);
      Promise<Void> connected = loop.newPromise();
      try {
        prepare.apply(socket);
        if (socket.connect(address)) {
          connected.setSuccess(null);
        }
        socket.register(loop, new Connecting(socket, connected));
        return new Try<>(socket, connected);
      } catch (IOException e) {
        socket.abort();
        throw e;
      }
    }

    @Override
    public void close(PlainSocket socket) {
      socket.abort();
    }
  }

  /// Until a plain socket is connected.
  private record Connecting(PlainSocket socket, Promise<Void> connected)
      implements PlainSocket.Events {
    @Override
    public void changed(boolean failed) {
      try {
        if (!connected.isDone() && socket.finishConnect()) {
          connected.setSuccess(null);
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    @Override
    public void loopEnds() {
      fail(new ClosedChannelException());
    }

    private void fail(IOException cause) {
      socket.abort();
      connected.tryFailure(cause);
    }
  }

  /// One dial; on its loop.
  private static final class Attempt<T> {
    private final EventLoop loop;
    private final Request request;
    private final Way<T> way;
    private final Promise<T> result;
    private @Nullable Try<T> trying;

    Attempt(EventLoop loop, Request request, Way<T> way) {
      this.loop = loop;
      this.request = request;
      this.way = way;
      this.result = loop.newPromise();
      Future<?> timeout =
          loop.schedule(this::timeUp, request.timeout().toMillis(), TimeUnit.MILLISECONDS);
      result.addListener(done -> timeout.cancel(false));
      result.addListener(done -> closeIfCancelled());
    }

    void resolved(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
      if (addresses == null) {
        result.tryFailure(failure == null ? new AssertionError("no result") : failure);
        return;
      }
      List<InetAddress> permitted = new ArrayList<>(addresses);
      permitted.removeIf(request.permitted().negate());
      if (permitted.isEmpty()) {
        fail(DialFailure.Kind.DENIED, "is not permitted");
      } else {
        next(permitted.iterator());
      }
    }

    private void next(Iterator<InetAddress> addresses) {
      if (result.isDone()) {
        return;
      }
      try {
        Try<T> begun = way.begin(new InetSocketAddress(addresses.next(), request.target().port()));
        trying = begun;
        begun.connected().addListener(done -> connected(begun, addresses));
      } catch (IOException | ChannelException e) {
        failed(e, addresses);
      }
    }

    private void connected(Try<T> tried, Iterator<InetAddress> addresses) {
      if (!tried.connected().isSuccess()) {
        failed(tried.connected().cause(), addresses);
      } else if (!result.trySuccess(tried.socket())) {
        way.close(tried.socket());
      }
    }

    private void failed(Throwable cause, Iterator<InetAddress> addresses) {
      if (addresses.hasNext()) {
        loop.execute(() -> next(addresses)); // behind events of descriptors that are closed now
      } else {
        fail(ConnectErrors.kindOf(cause), ConnectErrors.reasonOf(cause));
      }
    }

    private void timeUp() {
      fail(
          DialFailure.Kind.TIMED_OUT,
          "did not answer within " + request.timeout().toMillis() + " ms");
      closeTrying();
    }

    private void closeIfCancelled() {
      if (result.isCancelled()) {
        closeTrying();
      }
    }

    private void closeTrying() {
      if (trying != null && !result.isSuccess()) {
        way.close(trying.socket());
      }
    }

    private void fail(DialFailure.Kind kind, String reason) {
      result.tryFailure(new DialFailure(kind, request.target() + " " + reason));
    }
  }
}
