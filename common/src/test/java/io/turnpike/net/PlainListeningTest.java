package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainListeningTest {
  private static final int LOOPS = 2;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final LinkedBlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
  private final List<Socket> sources = new ArrayList<>();
  private EventLoopGroup loops;

  @BeforeEach
  void start() {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    loops = Transport.EPOLL.newGroup("listening", LOOPS);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket each : sources) {
      each.close();
    }
    accepted.forEach(Accepted::reset);
    if (loops != null) {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private Listening listen(PlainSocket.Prepare prepare) throws IOException {
    return new Listener(Transport.EPOLL, loops).bind(ANY_PORT, prepare, accepted::add);
  }

  private Accepted connect(Listening listening) throws Exception {
    sources.add(new Socket(listening.address().getAddress(), listening.address().getPort()));
    Accepted next = accepted.poll(10, TimeUnit.SECONDS);
    assertNotNull(next);
    return next;
  }

  @Test
  void saysWhoConnectsAndWhereTo() throws Exception {
    Listening listening = listen(_ -> {});
    Accepted one = connect(listening);
    Socket source = sources.getFirst();
    assertEquals(source.getLocalPort(), one.remoteAddress().getPort());
    assertEquals(source.getLocalAddress(), one.remoteAddress().getAddress());
    assertEquals(listening.address(), one.localAddress().orElseThrow());
    one.reset();
    assertThrows(IOException.class, () -> source.getInputStream().read());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsAcceptedInheritsWhatItsListenerWasTold(boolean on) throws Exception {
    Accepted one =
        connect(
            listen(socket -> {
              socket.options().noDelay(on);
              socket.options().keepAlive(on);
              if (on) {
                socket.options().endInReset();
                socket.options().sendBuffer(50_000);
                socket.options().receiveBuffer(40_000);
              }
            }));
    var socket = one.socket().orElseThrow();
    assertEquals(on, socket.isTcpNoDelay());
    assertEquals(on, socket.isKeepAlive());
    assertEquals(on ? 0 : -1, socket.getSoLinger());
    if (on) {
      assertEquals(100_000, socket.getSendBufferSize(), "Linux doubles it");
      assertEquals(80_000, socket.getReceiveBufferSize());
    }
    one.reset();
  }

  /// One loop is stopped: the other must not need it.
  @Test
  void everyLoopAccepts() throws Exception {
    Listening listening = listen(_ -> {});
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < LOOPS; i++) {
      var goOn = new CountDownLatch(1);
      var stopped = loops.next().submit(() -> goOn.await(60, TimeUnit.SECONDS));
      Accepted one = connect(listening);
      seen.add(one.loop());
      one.reset();
      goOn.countDown();
      assertTrue(stopped.sync().getNow());
    }
    assertEquals(LOOPS, seen.size());
  }

  @Test
  void oneLoopAcceptsAlone() throws Exception {
    var loop = loops.next();
    Listening listening = new Listener(Transport.EPOLL, loop).bind(ANY_PORT, accepted::add);
    for (int i = 0; i < 3; i++) {
      Accepted one = connect(listening);
      assertEquals(loop, one.loop());
      one.reset();
    }
  }

  @Test
  void becomesAChannelThatLivesOn() throws Exception {
    Accepted one = connect(listen(_ -> {}));
    var channel = one.channel();
    assertTrue(channel.isActive());
    assertFalse(one.plain().isPresent());
    assertEquals(one.remoteAddress(), channel.remoteAddress());
    loops.register(channel).sync();
    channel.close().sync();
    assertEquals(-1, sources.getFirst().getInputStream().read());
  }

  @Test
  void isNoActiveChannelBehindAReset() throws Exception {
    Accepted one = connect(listen(_ -> {}));
    sources.getFirst().setSoLinger(true, 0);
    sources.getFirst().close();
    var channel = one.channel();
    assertFalse(channel.isActive());
    one.reset();
    assertFalse(channel.isOpen());
  }

  @Test
  void aClosedPortIsFreeAtOnce() throws Exception {
    Listening listening = listen(_ -> {});
    connect(listening).reset();
    listening.close().get(10, TimeUnit.SECONDS);
    listening.close().get(10, TimeUnit.SECONDS);
    Listening again = new Listener(Transport.EPOLL, loops).bind(listening.address(), accepted::add);
    connect(again).reset();
  }

  @Test
  void closesWithItsLoops() throws Exception {
    Listening listening = listen(_ -> {});
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    listening.close().get(10, TimeUnit.SECONDS);
    var address = listening.address();
    assertThrows(
        IOException.class, () -> new Socket(address.getAddress(), address.getPort()).close());
  }
}
