package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Over real sockets of 127.0.0.0/8.
final class DialerTest {
  private static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.2");
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(1000);

  private final EventLoopGroup group = Transport.best().newGroup("test", 1);
  private final EventLoop loop = group.next();
  private final LinkedBlockingQueue<Channel> dialled = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static NameResolver.Lookup finds(InetAddress... addresses) {
    return host -> addresses;
  }

  private Future<Channel> dial(
      NameResolver.Lookup lookup, int port, Duration timeout, Predicate<InetAddress> permitted) {
    var dialer = new Dialer(Transport.best(), new NameResolver(lookup));
    return dialer.dial(
        loop,
        new Dialer.Request(new HostPort("nas.lan", port), timeout, permitted),
        new Dialer.Socket(false, dialled::add));
  }

  private Future<Channel> dial(NameResolver.Lookup lookup, int port) {
    return dial(lookup, port, PATIENT, address -> true);
  }

  private static DialFailure failureOf(Future<Channel> dial) throws Exception {
    assertTrue(dial.await(10, TimeUnit.SECONDS));
    return assertInstanceOf(DialFailure.class, dial.cause());
  }

  private static void expectRemote(Future<Channel> dial, InetAddress address) throws Exception {
    assertTrue(dial.await(10, TimeUnit.SECONDS));
    assertEquals(address, ((InetSocketAddress) dial.sync().getNow().remoteAddress()).getAddress());
  }

  /// The first channel that was made is closed.
  private void expectClosed() throws Exception {
    Channel channel = dialled.poll(10, TimeUnit.SECONDS);
    assertNotNull(channel);
    assertTrue(channel.closeFuture().await(10, TimeUnit.SECONDS));
  }

  private static ServerSocket listen(InetAddress at, int port) throws Exception {
    return new ServerSocket(port, 10, at);
  }

  /// A port that was free a moment ago.
  private static int closedPort() throws Exception {
    try (var socket = listen(FIRST, 0)) {
      return socket.getLocalPort();
    }
  }

  /// A listener whose backlog is full: Linux then drops whoever comes.
  private static final class BlackHole implements AutoCloseable {
    final ServerSocket listener = new ServerSocket(0, 1, FIRST);
    final List<Socket> backlog;

    BlackHole() throws Exception {
      backlog = List.of(connect(), connect());
    }

    private Socket connect() throws Exception {
      return new Socket(FIRST, listener.getLocalPort());
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws Exception {
      for (Socket socket : backlog) {
        socket.close();
      }
      listener.close();
    }
  }

  @Test
  void theFirstAddressThatAnswersIsTaken() throws Exception {
    try (var listener = listen(FIRST, 0);
        var _ = listen(SECOND, listener.getLocalPort())) {
      expectRemote(dial(finds(SECOND, FIRST), listener.getLocalPort()), SECOND);
      assertEquals(1, dialled.size());
    }
  }

  @Test
  void theNextAddressIsTriedWhenOneRefuses() throws Exception {
    try (var listener = listen(FIRST, 0)) {
      expectRemote(dial(finds(SECOND, FIRST), listener.getLocalPort()), FIRST);
      assertEquals(2, dialled.size());
      expectClosed();
    }
  }

  @Test
  void theChannelLivesOnTheGivenLoop() throws Exception {
    try (var listener = listen(FIRST, 0)) {
      Channel channel = dial(finds(FIRST), listener.getLocalPort()).sync().getNow();
      assertSame(loop, channel.eventLoop());
    }
  }

  @Test
  void refusedByAll() throws Exception {
    int port = closedPort();
    DialFailure failure = failureOf(dial(finds(FIRST, SECOND), port));
    assertEquals(DialFailure.Kind.REFUSED, failure.kind());
    assertEquals("nas.lan:" + port + " refused the connection", failure.getMessage());
  }

  @Test
  void noAnswerWithinTheTimeout() throws Exception {
    try (var hole = new BlackHole()) {
      DialFailure failure = failureOf(dial(finds(FIRST), hole.port(), SHORT, address -> true));
      assertEquals(DialFailure.Kind.TIMED_OUT, failure.kind());
      assertEquals(
          "nas.lan:" + hole.port() + " did not answer within 1000 ms", failure.getMessage());
      expectClosed();
    }
  }

  /// The limit holds for all addresses together.
  @Test
  void noFurtherAddressIsTriedWhenTheTimeIsUp() throws Exception {
    try (var hole = new BlackHole();
        var _ = listen(SECOND, hole.port())) {
      Future<Channel> dial = dial(finds(FIRST, SECOND), hole.port(), SHORT, address -> true);
      assertEquals(DialFailure.Kind.TIMED_OUT, failureOf(dial).kind());
      expectClosed();
      loop.submit(() -> {}).sync();
      assertTrue(dialled.isEmpty());
    }
  }

  @Test
  void aNameThatTakesTooLongIsATimeoutAndItsLateAnswerIsNotDialled() throws Exception {
    var answer = new CountDownLatch(1);
    var answered = new CompletableFuture<Void>();
    try (var listener = listen(FIRST, 0)) {
      NameResolver.Lookup slow =
          host -> {
            awaitQuietly(answer);
            answered.complete(null);
            return new InetAddress[] {FIRST};
          };
      Future<Channel> dial = dial(slow, listener.getLocalPort(), SHORT, address -> true);
      assertEquals(DialFailure.Kind.TIMED_OUT, failureOf(dial).kind());
      answer.countDown();
      answered.get(10, TimeUnit.SECONDS);
      loop.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).sync();
      assertTrue(dialled.isEmpty());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anUnknownNameFailsAsSuch() throws Exception {
    NameResolver.Lookup none =
        host -> {
          throw new UnknownHostException(host);
        };
    DialFailure failure = failureOf(dial(none, 1));
    assertEquals(DialFailure.Kind.NO_SUCH_NAME, failure.kind());
    assertEquals("name \"nas.lan\" does not resolve", failure.getMessage());
  }

  @Test
  void addressesThatAreNotPermittedAreNotDialled() throws Exception {
    try (var listener = listen(FIRST, 0);
        var _ = listen(SECOND, listener.getLocalPort())) {
      int port = listener.getLocalPort();
      DialFailure failure = failureOf(dial(finds(FIRST, SECOND), port, PATIENT, address -> false));
      assertEquals(DialFailure.Kind.DENIED, failure.kind());
      assertEquals("nas.lan:" + port + " is not permitted", failure.getMessage());
      assertTrue(dialled.isEmpty());
      expectRemote(dial(finds(FIRST, SECOND), port, PATIENT, SECOND::equals), SECOND);
      assertEquals(1, dialled.size());
    }
  }

  @Test
  void cancellingClosesWhatIsUnderWay() throws Exception {
    try (var hole = new BlackHole()) {
      Future<Channel> dial = dial(finds(FIRST), hole.port());
      Channel connecting = dialled.poll(10, TimeUnit.SECONDS);
      assertTrue(dial.cancel(false));
      assertTrue(connecting.closeFuture().await(10, TimeUnit.SECONDS));
      assertTrue(dial.isCancelled());
    }
  }

  @Test
  void cancelledBeforeTheNameIsThereNothingIsDialled() throws Exception {
    var answer = new CountDownLatch(1);
    NameResolver.Lookup slow =
        host -> {
          awaitQuietly(answer);
          return new InetAddress[] {FIRST};
        };
    Future<Channel> dial = dial(slow, closedPort());
    assertTrue(dial.cancel(false));
    answer.countDown();
    loop.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).sync();
    assertTrue(dialled.isEmpty());
  }

  @Test
  void cancellingWhatIsConnectedDoesNothing() throws Exception {
    try (var listener = listen(FIRST, 0)) {
      Future<Channel> dial = dial(finds(FIRST), listener.getLocalPort());
      Channel channel = dial.sync().getNow();
      assertTrue(!dial.cancel(false));
      assertTrue(channel.isActive());
    }
  }
}
