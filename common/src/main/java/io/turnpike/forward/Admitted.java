package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.turnpike.net.Accepted;
import io.turnpike.net.PlainSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection that an [Ingress] has accepted: its socket, set up, on no loop yet; who its source
/// is, and what is due when it is gone. It is a channel from the moment in which somebody asks for
/// one, and knows this again by [#of]. One thread at a time, but for [#gone].
public final class Admitted {
  private static final AttributeKey<Admitted> OF_CHANNEL = AttributeKey.valueOf(Admitted.class, "");

  private final Accepted accepted;
  private final SocketSettings settings;
  private final boolean inherited;
  private InetSocketAddress source;
  private final AtomicReference<@Nullable Runnable> whenGone = new AtomicReference<>();

  /// @param inherited whether its listener was set up with the same settings
  Admitted(Accepted accepted, SocketSettings settings, boolean inherited) {
    this.accepted = accepted;
    this.settings = settings;
    this.inherited = inherited;
    this.source = accepted.remoteAddress();
  }

  /// Of a channel that was one, and of no other.
  static Optional<Admitted> of(Channel channel) {
    return Optional.ofNullable(channel.attr(OF_CHANNEL).get());
  }

  /// Whether it is no channel.
  boolean isPlain() {
    return accepted.plain().isPresent();
  }

  Accepted accepted() {
    return accepted;
  }

  /// The loop that has accepted it.
  public EventLoop loop() {
    return accepted.loop();
  }

  /// Who is at the other end, or of the proxy there that has told us.
  InetSocketAddress source() {
    return source;
  }

  /// A trusted sender says that this connection is another's.
  void isFrom(InetSocketAddress told) {
    source = told;
  }

  /// Sets the socket up.
  ///
  /// @return whether it is there still; else this is done with it
  boolean configure() {
    Optional<PlainSocket> plain = accepted.plain();
    try {
      if (plain.isEmpty()) {
        channel();
      } else if (inherited) {
        plain.get().options().hasInheritedReset();
      } else {
        settings.apply(plain.get());
      }
      return true;
    } catch (IOException e) {
      reject();
      return false;
    }
  }

  private Channel channel() {
    Channel channel = accepted.channel();
    if (!channel.hasAttr(OF_CHANNEL)) {
      channel.attr(OF_CHANNEL).set(this);
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      if (inherited) {
        settings.applyRest(channel);
      } else {
        settings.apply(channel);
      }
      channel.closeFuture().addListener(_ -> gone());
    }
    return channel;
  }

  /// Hands it on as a channel that is set up and on no loop; or, when its source has reset it, is
  /// done with it.
  public void asChannel(Consumer<Channel> then) {
    Channel channel = channel();
    if (channel.isActive()) {
      then.accept(channel);
    } else {
      reject();
    }
  }

  /// Runs `action` once, when the connection is over, whichever way. At most one is asked for.
  void whenGone(Runnable action) {
    if (!whenGone.compareAndSet(null, action)) {
      action.run(); // it is
    }
  }

  /// The connection is over. Any thread.
  void gone() {
    Runnable action = whenGone.getAndSet(Admitted::isOver);
    if (action != null) {
      action.run();
    }
  }

  /// In the place of what was due: nothing is any more.
  private static void isOver() {}

  /// Resets it, when nobody has taken it further.
  void reject() {
    if (isPlain()) {
      accepted.reset();
      gone();
    } else {
      Sockets.reject(accepted.channel());
    }
  }
}
