package io.turnpike.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.net.Dialer;
import io.turnpike.net.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One attempt at what a [RelayLink] keeps doing, with a report of each step: the control
/// connection, and tunnels. Nothing is tried again, and nothing is logged. Its connections live on
/// one loop and end with it, or with [#close].
///
/// The steps come in order; a failure is the failure of all that are not there yet. Each has the
/// time limits of the link itself but for those that wait for somebody else: PRESENCE, and to be
/// paired.
public final class LinkTrial implements AutoCloseable {
  private final EdgeProfile profile;
  private final EventLoop loop;
  private final RelayDialer dialer;
  private final Function<SecuredTunnel, ChannelHandler> secured;
  private @Nullable Future<Channel> control;
  private final List<Tunnel> tunnels = new ArrayList<>();

  /// Something that was reached.
  ///
  /// @param nanos when, by [System#nanoTime]
  public record Reached<T>(T what, long nanos) {}

  /// The steps of a control connection: TCP, L1, WELCOME, PRESENCE.
  public record Control(
      CompletableFuture<Reached<Channel>> connected,
      CompletableFuture<Reached<SSLSession>> encrypted,
      CompletableFuture<Reached<Frame.Welcome>> welcomed,
      CompletableFuture<Reached<Frame.Presence>> presence) {
    private Control() {
      this(
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>());
    }

    private void fail(Throwable cause) {
      for (CompletableFuture<?> step : List.of(connected, encrypted, welcomed, presence)) {
        step.completeExceptionally(cause);
      }
    }
  }

  /// The steps of a tunnel.
  public record Steps(
      CompletableFuture<Reached<TunnelState>> pending,
      CompletableFuture<Reached<TunnelState>> paired,
      CompletableFuture<Reached<TunnelState>> secured,
      CompletableFuture<Reached<TunnelState>> carrying) {
    private Steps() {
      this(
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>());
    }

    private void changed(TunnelState to, @Nullable Throwable cause) {
      var reached = new Reached<>(to, System.nanoTime());
      switch (to) {
        case PENDING -> pending.complete(reached);
        case PAIRED -> paired.complete(reached);
        case SECURED -> secured.complete(reached);
        case CARRYING -> carrying.complete(reached);
        case CLOSED -> fail(cause == null ? new PeerClosedException() : cause);
        case DIALLING -> {}
      }
    }

    private void fail(Throwable cause) {
      for (CompletableFuture<?> step : List.of(pending, paired, secured, carrying)) {
        step.completeExceptionally(cause);
      }
    }
  }

  /// @param secured makes the handler that binds a secured tunnel to its session
  public LinkTrial(
      EdgeProfile profile,
      EventLoop loop,
      Transport transport,
      Dialer dialer,
      Function<SecuredTunnel, ChannelHandler> secured) {
    this.profile = profile;
    this.loop = loop;
    this.dialer = new RelayDialer(profile, transport, dialer);
    this.secured = secured;
  }

  private static <T> void reach(CompletableFuture<Reached<T>> step, T what) {
    step.complete(new Reached<>(what, System.nanoTime()));
  }

  /// What is wrong when a step of the control connection has failed, or a tunnel before it was
  /// paired.
  public LinkProblem problemAtRelay(Throwable failure, Instant now) {
    return LinkProblem.atRelay(failure, profile, now);
  }

  /// What is wrong when a tunnel has failed from there on.
  public LinkProblem problemAtFarEnd(Throwable failure, Instant now) {
    return LinkProblem.atFarEnd(failure, profile, now);
  }

  /// Makes the control connection. Any thread, once.
  public Control control() {
    var steps = new Control();
    loop.execute(() -> {
      Future<Channel> dial =
          dialer.dial(
              loop,
              RelayDialer.Purpose.CONTROL,
              new RelayDialer.Fate(welcome -> welcomed(welcome, steps), steps::fail));
      control = dial;
      dial.addListener(done -> connected(dial, steps));
    });
    return steps;
  }

  private static void connected(Future<Channel> dial, Control steps) {
    if (!dial.isSuccess()) {
      steps.fail(dial.cause());
      return;
    }
    Channel channel = dial.getNow();
    reach(steps.connected(), channel);
    if (channel.pipeline().get(HandlerNames.OUTER_TLS) instanceof SslHandler tls) {
      tls.handshakeFuture()
          .addListener(shaken -> {
            if (shaken.isSuccess()) {
              reach(steps.encrypted(), tls.engine().getSession());
            }
          });
    }
  }

  private static ChannelInboundHandlerAdapter welcomed(Frame.Welcome welcome, Control steps) {
    reach(steps.welcomed(), welcome);
    return new ControlHandler(new Presence(steps), welcome);
  }

  private record Presence(Control steps) implements ControlHandler.Observer {
    @Override
    public void demand(int tunnels) {}

    @Override
    public void presence(Frame.Presence presence) {
      reach(steps.presence(), presence);
    }

    @Override
    public void goAway(Frame.GoAway goAway) {}
  }

  /// Makes a tunnel to this edge and no other. Any thread.
  public Steps tunnel(InstanceId wanted) {
    var steps = new Steps();
    loop.execute(() -> {
      var made =
          new Tunnel(
              profile, loop, wanted, secured, (t, from, to, cause) -> steps.changed(to, cause));
      tunnels.add(made);
      made.dial(dialer);
    });
    return steps;
  }

  /// Closes what there is; returns at once. Any thread.
  @Override
  public void close() {
    loop.execute(() -> {
      tunnels.forEach(Tunnel::close);
      if (control != null && !control.cancel(false) && control.isSuccess()) {
        control.getNow().close();
      }
    });
  }
}
