package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.turnpike.net.Listener;
import io.turnpike.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What accepted sockets are like, whether their listener or each of them was told.
class InheritedOptionsTest {
  private final EventLoopGroup group = Transport.best().newGroup("options", 1);
  private final LinkedBlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static SocketSettings settings(boolean keepAlive) {
    return new SocketSettings(true, keepAlive, 0, 0);
  }

  private Channel accept(Optional<SocketSettings> bequeathed, SocketSettings wanted)
      throws Exception {
    Channel listening =
        new Listener(Transport.best(), group.next())
            .bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                channel -> bequeathed.ifPresent(all -> Sockets.configureListening(channel, all)),
                accepted::add);
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    try (var _ = new Socket(address.getAddress(), address.getPort())) {
      Channel channel = accepted.poll(10, TimeUnit.SECONDS);
      assertTrue(channel != null);
      Sockets.configureAccepted(channel, wanted);
      return channel;
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
