package io.turnpike.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Dials TCP: resolves the name anew, asks whether each address is permitted, and tries them in
/// order until one connects or the time is up. The address that was judged is the one that is
/// dialled. Any thread; the result comes on the given loop.
public final class Dialer {
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

  /// Dials; the channel and its handlers live on `loop`. Fails with a [DialFailure]. Cancelling the
  /// result closes what is under way.
  public Future<Channel> dial(EventLoop loop, Request request, Socket socket) {
    var attempt = new Attempt(loop, request, socket);
    resolver
        .resolve(request.target().host())
        .whenComplete(
            (addresses, failure) -> attempt.inLoop(() -> attempt.resolved(addresses, failure)));
    return attempt.result;
  }

  /// One dial; on its loop.
  private final class Attempt {
    private final EventLoop loop;
    private final Request request;
    private final Socket socket;
    private final Promise<Channel> result;
    private @Nullable ChannelFuture connecting;

    Attempt(EventLoop loop, Request request, Socket socket) {
      this.loop = loop;
      this.request = request;
      this.socket = socket;
      this.result = loop.newPromise();
      Future<?> timeout =
          loop.schedule(this::timeUp, request.timeout().toMillis(), TimeUnit.MILLISECONDS);
      result.addListener(done -> timeout.cancel(false));
      result.addListener(done -> closeIfCancelled());
    }

    void inLoop(Runnable task) {
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
    }

    void resolved(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
      if (addresses == null) {
        result.tryFailure(failure == null ? new AssertionError("no result") : failure);
        return;
      }
      List<InetAddress> permitted = addresses.stream().filter(request.permitted()).toList();
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
      var address = new InetSocketAddress(addresses.next(), request.target().port());
      connecting =
          new Bootstrap()
              .group(loop)
              .channel(transport.channelType())
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // this attempt's own timer
              .option(ChannelOption.SO_KEEPALIVE, true)
              .option(ChannelOption.ALLOW_HALF_CLOSURE, socket.halfClosure())
              .handler(initializer())
              .connect(address);
      connecting.addListener(f -> connected((ChannelFuture) f, addresses));
    }

    private ChannelInitializer<Channel> initializer() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          socket.prepare().accept(channel);
        }
      };
    }

    private void connected(ChannelFuture connected, Iterator<InetAddress> addresses) {
      if (connected.isSuccess()) {
        if (!result.trySuccess(connected.channel())) {
          connected.channel().close();
        }
      } else if (addresses.hasNext()) {
        next(addresses);
      } else {
        fail(ConnectErrors.kindOf(connected.cause()), ConnectErrors.reasonOf(connected.cause()));
      }
    }

    private void timeUp() {
      fail(
          DialFailure.Kind.TIMED_OUT,
          "did not answer within " + request.timeout().toMillis() + " ms");
      closeConnecting();
    }

    private void closeIfCancelled() {
      if (result.isCancelled()) {
        closeConnecting();
      }
    }

    private void closeConnecting() {
      if (connecting != null && !result.isSuccess()) {
        connecting.channel().close();
      }
    }

    private void fail(DialFailure.Kind kind, String reason) {
      result.tryFailure(new DialFailure(kind, request.target() + " " + reason));
    }
  }
}
