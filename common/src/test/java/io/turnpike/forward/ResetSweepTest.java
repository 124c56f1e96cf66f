package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.forward.filter.Filters;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.net.Listener;
import io.turnpike.net.NameResolver;
import io.turnpike.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is watched is let go when it ends: a proxy that is never restarted keeps nothing of the
/// connections that it has had.
class ResetSweepTest {
  private static final int CONNECTIONS = 30;

  private final Transport transport = Transport.best();
  private final EventLoopGroup loops = transport.newGroup("sweep", 1);
  private final NameResolver resolver = new NameResolver();
  private final CountDownLatch ended = new CountDownLatch(CONNECTIONS);
  private ServerSocket destination;
  private InetSocketAddress proxy;

  @BeforeEach
  void start() throws Exception {
    destination = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var settings =
        new DirectSettings(
            Duration.ofSeconds(10), ConnectionSettings.DEFAULT, Optional.empty(), Optional.empty());
    var opener = new DirectOpener(loops, new Dialer(transport, resolver), settings);
    var entrance = new Entrance("test", Filters.NONE);
    var backends = Backends.of(new HostPort("127.0.0.1", destination.getLocalPort()));
    proxy =
        new Listener(transport, loops.next())
            .bind(
                new InetSocketAddress("127.0.0.1", 0),
                accepted -> {
                  var source = new Admitted(accepted, SocketSettings.DEFAULT, false);
                  source.whenGone(ended::countDown);
                  if (source.configure()) {
                    opener.open(source, entrance, backends);
                  }
                })
            .address();
  }

  @AfterEach
  void stop() throws Exception {
    destination.close();
    resolver.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /// @param sourceFirst whose FIN comes first; the other's ends the connection
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionsThatHaveEndedAreNotWatched(boolean sourceFirst) throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      try (var source = new Socket(proxy.getAddress(), proxy.getPort());
          Socket far = destination.accept()) {
        Socket first = sourceFirst ? source : far;
        Socket last = sourceFirst ? far : source;
        first.shutdownOutput();
        assertEquals(-1, last.getInputStream().read());
        last.shutdownOutput();
        assertEquals(-1, first.getInputStream().read());
      }
    }
    ended.await();
    assertEquals(0, loops.next().submit(ResetSweep::count).get());
  }

  /// Whoever was closed before it could be forgotten.
  @Test
  void aClosedChannelIsForgottenAtTheNextLook() throws IOException {
    var channel = new EmbeddedChannel();
    channel.close();
    ResetSweep.watch(
        channel,
        () -> {
          throw new AssertionError("nobody has reset it");
        });
    assertEquals(1, ResetSweep.count());
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.checkException();
    assertEquals(0, ResetSweep.count());
  }
}
