package io.turnpike.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One outbound connection of this edge that becomes a tunnel; tells its observer each change of
/// state. Belongs to its event loop.
public final class Tunnel {
  private final EdgeProfile profile;
  private final EventLoop loop;
  private final InstanceId wanted;
  private final Observer observer;
  private final Function<SecuredTunnel, ChannelHandler> secured;
  private TunnelState state = TunnelState.DIALLING;
  private volatile String name = "none";
  private @Nullable Future<Channel> dial;

  /// Told on the tunnel's loop; `cause` is why it closed, and null in every other state.
  interface Observer {
    void changed(Tunnel tunnel, TunnelState from, TunnelState to, @Nullable Throwable cause);
  }

  /// @param wanted the only peer to be paired with, or none
  /// @param secured makes the handler that binds a secured tunnel to its session
  Tunnel(
      EdgeProfile profile,
      EventLoop loop,
      InstanceId wanted,
      Function<SecuredTunnel, ChannelHandler> secured,
      Observer observer) {
    this.profile = profile;
    this.loop = loop;
    this.wanted = wanted;
    this.secured = secured;
    this.observer = observer;
  }

  /// Starts the way; whatever ends it is told to the observer as CLOSED. On the tunnel's loop.
  void dial(RelayDialer dialer) {
    var fate = new RelayDialer.Fate(this::welcomed, this::closed);
    dial = dialer.dial(loop, RelayDialer.Purpose.tunnel(wanted), fate);
    dial.addListener(done -> {
      if (!done.isSuccess()) {
        closed(done.cause());
      }
    });
  }

  private ChannelInboundHandlerAdapter welcomed(Frame.Welcome welcome) {
    advance(TunnelState.Event.WELCOME);
    return new PendingHandler(this, welcome);
  }

  private void closed(Throwable cause) {
    if (state != TunnelState.CLOSED) {
      TunnelState from = state;
      state = TunnelState.CLOSED;
      observer.changed(this, from, state, cause);
    }
  }

  void advance(TunnelState.Event event) {
    assert loop.inEventLoop();
    TunnelState from = state;
    state = state.on(event);
    observer.changed(this, from, state, null);
  }

  /// The relay has paired it, and named it so.
  void paired(long id) {
    name = HexFormat.of().toHexDigits((int) id);
    advance(TunnelState.Event.PAIRED);
  }

  /// The id as all logs show it, or `none` before it is paired. Any thread.
  String name() {
    return name;
  }

  /// Ends the tunnel, wherever it is. On the tunnel's loop.
  void close() {
    assert loop.inEventLoop();
    if (dial != null && !dial.cancel(false) && dial.isSuccess()) {
      dial.getNow().close();
    }
  }

  /// The only peer that it may be paired with, or none. Any thread.
  InstanceId wanted() {
    return wanted;
  }

  public EventLoop eventLoop() {
    return loop;
  }

  TunnelState state() {
    return state;
  }

  Role role() {
    return profile.role();
  }

  SslContext innerTls() {
    return profile.inner().get();
  }

  ChannelHandler secured(SecuredTunnel self) {
    return secured.apply(self);
  }
}
