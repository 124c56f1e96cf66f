package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a socket's congestion control is, asked of the kernel; over real sockets of 127.0.0.0/8.
final class UnpacedLoopbackTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_CONGESTION = 13;
  private static final int NAME_BYTES = 16;

  private final LinkedBlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
  private EventLoopGroup loops;

  @BeforeEach
  void start() {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    loops = Transport.EPOLL.newGroup("unpaced", 1);
  }

  @AfterEach
  void stop() throws Exception {
    accepted.forEach(Accepted::reset);
    if (loops != null) {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private static String controlOf(Socket socket) throws IOException {
    ByteBuffer name = ByteBuffer.allocate(NAME_BYTES);
    socket.getRawOpt(IPPROTO_TCP, TCP_CONGESTION, name);
    return new String(name.array(), StandardCharsets.US_ASCII).replaceAll("\0.*", "");
  }

  /// What a socket of the loopback must have, whatever this machine's choice is.
  private static String onLoopback() {
    String choice = UnpacedLoopback.systemsChoice();
    return UnpacedLoopback.paces(choice) ? "reno" : choice;
  }

  @Test
  void bbrPacesInAllItsVersionsAndOthersDoNot() {
    assertTrue(UnpacedLoopback.paces("bbr"));
    assertTrue(UnpacedLoopback.paces("bbr3"));
    assertFalse(UnpacedLoopback.paces("cubic"));
    assertFalse(UnpacedLoopback.paces("reno"));
    assertFalse(UnpacedLoopback.paces(""));
  }

  @Test
  void theKernelTakesIt() throws Exception {
    LinuxSocket socket = LinuxSocket.newSocketStream();
    try {
      assertEquals(UnpacedLoopback.systemsChoice(), controlOf(socket));
      UnpacedLoopback.set(socket);
      assertEquals("reno", controlOf(socket));
    } finally {
      socket.close();
    }
  }

  /// Also where its address comes as one of IPv6.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void anAcceptedSocketThatIsToldDoesNotPace(String where) throws Exception {
    Listening listening = listen(InetAddress.ofLiteral(where));
    try (var source = new java.net.Socket(HERE, listening.address().getPort())) {
      Accepted one = accept();
      assertEquals(source.getLocalPort(), one.remoteAddress().getPort());
      assertEquals(UnpacedLoopback.systemsChoice(), controlOf(one.socket().orElseThrow()));
      BulkSocket.prepare(one.channel());
      assertEquals(onLoopback(), controlOf(one.socket().orElseThrow()));
    }
  }

  /// Few bytes are not worth a system call: it is told when a read was filled.
  @Test
  void aLaneThatMovesMuchTellsTheSocketItWritesTo() throws Exception {
    Listening listening = listen(HERE);
    int port = listening.address().getPort();
    try (var source = new java.net.Socket(HERE, port);
        var destination = new java.net.Socket()) {
      PlainSocket from = accept().plain().orElseThrow();
      destination.connect(listening.address());
      PlainSocket to = accept().plain().orElseThrow();
      var lane = new PlainLane(from, to);
      EventLoop loop = loops.next();
      loop.submit(
              () -> {
                to.register(loop, new PlainSocket.Events() {});
                from.register(loop, moving(lane));
                return true;
              })
          .sync();

      send(source, 1, destination);
      assertEquals(UnpacedLoopback.systemsChoice(), controlOf(to.socket()));
      send(source, 1 << 20, destination);
      assertEquals(onLoopback(), controlOf(to.socket()));
      assertEquals(UnpacedLoopback.systemsChoice(), controlOf(from.socket()));
      loop.submit(
              () -> {
                lane.release();
                to.close();
                from.close();
              })
          .sync();
    }
  }

  private static PlainSocket.Events moving(PlainLane lane) {
    return new PlainSocket.Events() {
      @Override
      public void changed(boolean failed) {
        try {
          boolean goOn = lane.move();
          while (goOn) {
            goOn = lane.move();
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  /// Until all of it has come.
  private static void send(java.net.Socket source, int bytes, java.net.Socket destination)
      throws Exception {
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                source.getOutputStream().write(new byte[bytes]);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertEquals(bytes, destination.getInputStream().readNBytes(bytes).length);
    sender.join();
  }

  private Listening listen(InetAddress where) throws IOException {
    return new Listener(Transport.EPOLL, loops)
        .bind(new InetSocketAddress(where, 0), accepted::add);
  }

  private Accepted accept() throws InterruptedException {
    Accepted one = accepted.poll(10, TimeUnit.SECONDS);
    assertNotNull(one);
    return one;
  }

  @Test
  void aDialledChannelThatIsToldDoesNotPace() throws Exception {
    var dialer = new Dialer(Transport.EPOLL, new NameResolver(_ -> new InetAddress[] {HERE}));
    try (var listener = new ServerSocket(0, 2, HERE)) {
      var target = new HostPort("nas.lan", listener.getLocalPort());
      var request = new Dialer.Request(target, Duration.ofSeconds(10), _ -> true);
      Channel channel =
          dialer.dial(loops.next(), request, new Dialer.Socket(false, _ -> {})).sync().getNow();
      BulkSocket.prepare(channel);
      assertEquals(onLoopback(), controlOf((Socket) ((UnixChannel) channel).fd()));
    }
  }
}
