package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// [Dialer#dialPlain] over real sockets of 127.0.0.0/8 and ::1; what it shares with the other way
/// is in [DialerTest].
final class PlainDialTest {
  private static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.2");
  private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_QUICKACK = 12;

  private final LinkedBlockingQueue<PlainSocket> dialled = new LinkedBlockingQueue<>();
  private EventLoopGroup group;
  private EventLoop loop;

  @BeforeEach
  void start() {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    group = Transport.EPOLL.newGroup("plain", 1);
    loop = group.next();
  }

  @AfterEach
  void stop() {
    if (group != null) {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private Future<PlainSocket> dial(int port, Duration timeout, InetAddress... addresses) {
    return dialer(addresses).dialPlain(loop, request(port, timeout), dialled::add);
  }

  private static Dialer dialer(InetAddress... addresses) {
    return new Dialer(Transport.EPOLL, new NameResolver(host -> addresses));
  }

  private static Dialer.Request request(int port, Duration timeout) {
    return new Dialer.Request(new HostPort("nas.lan", port), timeout, address -> true);
  }

  private Future<PlainSocket> dial(int port, InetAddress... addresses) {
    return dial(port, LONG, addresses);
  }

  private static DialFailure failureOf(Future<PlainSocket> dial) throws Exception {
    assertTrue(dial.await(10, TimeUnit.SECONDS));
    return assertInstanceOf(DialFailure.class, dial.cause());
  }

  private void expectAllClosed() throws Exception {
    loop.submit(() -> dialled.forEach(socket -> assertFalse(socket.isOpen()))).sync();
  }

  /// The next socket that is made: names are resolved on another thread.
  private PlainSocket nextDialled() throws Exception {
    PlainSocket next = dialled.poll(10, TimeUnit.SECONDS);
    assertNotNull(next);
    return next;
  }

  private static int closedPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, FIRST)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theFirstAddressThatAnswersIsTaken() throws Exception {
    try (var listener = new ServerSocket(0, 1, SECOND)) {
      PlainSocket socket = dial(listener.getLocalPort(), FIRST, SECOND).sync().getNow();
      assertTrue(socket.isOpen());
      assertEquals(2, dialled.size());
      assertFalse(dialled.take().isOpen());
      try (Socket accepted = listener.accept()) {
        loop.submit(socket::close).sync();
        assertEquals(-1, accepted.getInputStream().read());
      }
    }
  }

  /// Nagle's algorithm has nothing to hold back before that.
  @Test
  void noDelayIsSaidBeforeTheSecondWrite() throws Exception {
    try (var listener = new ServerSocket(0, 1, FIRST)) {
      PlainSocket socket = dial(listener.getLocalPort(), FIRST).sync().getNow();
      ByteBuffer byteOfIt = ByteBuffer.allocateDirect(1);
      try (Socket accepted = listener.accept()) {
        loop.submit(() -> socket.options().noDelayLater()).sync();
        for (int write = 1; write <= 3; write++) {
          loop.submit(() -> socket.write(byteOfIt, 0, 1)).sync();
          assertEquals(0, accepted.getInputStream().read());
          assertEquals(write > 1, socket.socket().isTcpNoDelay());
        }
        loop.submit(socket::close).sync();
        assertEquals(-1, accepted.getInputStream().read());
      }
    }
  }

  /// Else a peer that answers in two pieces waits for an acknowledgement in between.
  @Test
  void acknowledgementsAreNotLateBehindTheFirstWrite() throws Exception {
    try (var listener = new ServerSocket(0, 1, FIRST)) {
      PlainSocket.Prepare prepare = to -> to.options().writesAtOnce();
      PlainSocket socket =
          dialer(FIRST)
              .dialPlain(loop, request(listener.getLocalPort(), LONG), prepare)
              .sync()
              .getNow();
      loop.submit(() -> socket.write(ByteBuffer.allocateDirect(1), 0, 1)).sync();
      assertEquals(1, socket.socket().getIntOpt(IPPROTO_TCP, TCP_QUICKACK));
      try (Socket accepted = listener.accept()) {
        assertEquals(0, accepted.getInputStream().read());
      }
      loop.submit(socket::abort).sync();
    }
  }

  @Test
  void bothFamiliesAreDialled() throws Exception {
    try (var listener = new ServerSocket(0, 1, IPV6)) {
      PlainSocket socket = dial(listener.getLocalPort(), FIRST, IPV6).sync().getNow();
      listener.accept().close();
      loop.submit(socket::close).sync();
    }
  }

  @Test
  void aRefusalByAllIsOne() throws Exception {
    int port = closedPort();
    DialFailure failure = failureOf(dial(port, FIRST, SECOND));
    assertEquals(DialFailure.Kind.REFUSED, failure.kind());
    assertEquals("nas.lan:" + port + " refused the connection", failure.getMessage());
    expectAllClosed();
  }

  @Test
  void whatDoesNotAnswerInTimeIsClosed() throws Exception {
    try (var listener = new ServerSocket(0, 1, FIRST); // a full backlog drops whoever comes
        var _ = new Socket(FIRST, listener.getLocalPort());
        var _ = new Socket(FIRST, listener.getLocalPort())) {
      int port = listener.getLocalPort();
      assertEquals(
          DialFailure.Kind.TIMED_OUT, failureOf(dial(port, Duration.ofSeconds(1), FIRST)).kind());
      PlainSocket late = nextDialled();
      loop.submit(() -> assertFalse(late.isOpen())).sync();
      Future<PlainSocket> cancelled = dial(port, FIRST);
      PlainSocket given = nextDialled();
      loop.submit(() -> assertTrue(given.isOpen())).sync();
      assertTrue(cancelled.cancel(false));
      loop.submit(() -> assertFalse(given.isOpen())).sync();
    }
  }

  @Test
  void aDialEndsWithItsLoop() throws Exception {
    try (var listener = new ServerSocket(0, 1, FIRST);
        var _ = new Socket(FIRST, listener.getLocalPort());
        var _ = new Socket(FIRST, listener.getLocalPort())) {
      Future<PlainSocket> dial = dial(listener.getLocalPort(), FIRST);
      PlainSocket given = nextDialled();
      loop.submit(() -> assertTrue(given.isOpen())).sync();
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
      assertInstanceOf(DialFailure.class, dial.cause());
      assertFalse(given.isOpen());
    }
  }
}
