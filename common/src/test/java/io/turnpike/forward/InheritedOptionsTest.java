package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.turnpike.net.Accepted;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What accepted sockets are like, whether their listener or each of them was told.
class InheritedOptionsTest {
  private final EventLoopGroup group = Transport.best().newGroup("options", 1);
  private final LinkedBlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static SocketSettings settings(boolean keepAlive) {
    return new SocketSettings(true, keepAlive, 0, 0);
  }

  private Channel accept(Optional<SocketSettings> bequeathed, SocketSettings wanted)
      throws Exception {
    Listening listening =
        new Listener(Transport.best(), group.next())
            .bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                socket -> {
                  if (bequeathed.isPresent()) {
                    bequeathed.get().apply(socket);
                  }
                },
                accepted::add);
    InetSocketAddress address = listening.address();
    try (var _ = new Socket(address.getAddress(), address.getPort())) {
      Accepted next = accepted.poll(10, TimeUnit.SECONDS);
      assertTrue(next != null);
      var source = new Admitted(next, wanted, bequeathed.equals(Optional.of(wanted)));
      assertTrue(source.configure());
      var channel = new CompletableFuture<Channel>();
      source.asChannel(channel::complete);
      return channel.get(10, TimeUnit.SECONDS);
    }
  }

  private static void expect(Channel channel, boolean keepAlive) {
    assertEquals(keepAlive, channel.config().getOption(ChannelOption.SO_KEEPALIVE));
    assertEquals(0, channel.config().getOption(ChannelOption.SO_LINGER));
    assertEquals(true, channel.config().getOption(ChannelOption.TCP_NODELAY));
    Sockets.reject(channel);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void areThoseOfTheListener(boolean keepAlive) throws Exception {
    expect(accept(Optional.of(settings(keepAlive)), settings(keepAlive)), keepAlive);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void areSetWhereTheListenerHasOthers(boolean keepAlive) throws Exception {
    expect(accept(Optional.of(settings(!keepAlive)), settings(keepAlive)), keepAlive);
    expect(accept(Optional.empty(), settings(keepAlive)), keepAlive);
  }
}
