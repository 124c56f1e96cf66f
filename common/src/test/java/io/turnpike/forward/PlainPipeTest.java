package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.net.NameResolver;
import io.turnpike.net.PlainSocket;
import io.turnpike.net.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Between two real sockets; both were dialled here, since a pipe does not ask.
class PlainPipeTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int BYTES = 16 * 1024 * 1024;

  private final LinkedBlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  private EventLoopGroup group;
  private Socket source;
  private Socket destination;
  private volatile PlainPipe pipe;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    group = Transport.EPOLL.newGroup("pipe", 1);
    EventLoop loop = group.next();
    try (var listener = new ServerSocket()) {
      listener.setReceiveBufferSize(16 * 1024);
      listener.bind(null);
      PlainSocket one = dial(loop, listener.getLocalPort());
      source = listener.accept();
      PlainSocket other = dial(loop, listener.getLocalPort());
      destination = listener.accept();
      loop.submit(
              () -> {
                pipe = new PlainPipe(loop, one, other, TimeLimits.DEFAULT, endings::add);
                pipe.join();
              })
          .sync();
    }
  }

  private static PlainSocket dial(EventLoop loop, int port) throws Exception {
    return new Dialer(Transport.EPOLL, new NameResolver())
        .dialPlain(
            loop,
            new Dialer.Request(
                new HostPort(LOOPBACK.getHostAddress(), port), Duration.ofSeconds(10), any -> true),
            SocketSettings.DEFAULT::apply)
        .sync()
        .getNow();
  }

  @AfterEach
  void stop() throws Exception {
    if (group != null) {
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
      source.close();
      destination.close();
    }
  }

  private Ending ending() throws InterruptedException {
    Ending ending = endings.poll(20, TimeUnit.SECONDS);
    assertNull(endings.peek(), "told twice");
    return ending;
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void expectReset(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    SocketException e =
        assertThrows(
            SocketException.class,
            () -> {
              while (socket.getInputStream().read() >= 0) {
                // what had come before
              }
            });
    assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.getMessage());
  }

  @Test
  void eachDirectionEndsByItself() throws Exception {
    source.getOutputStream().write(new byte[] {1, 2, 3});
    source.shutdownOutput();
    assertArrayEquals(new byte[] {1, 2, 3}, destination.getInputStream().readAllBytes());
    destination.getOutputStream().write(new byte[] {4, 5});
    destination.close();
    assertArrayEquals(new byte[] {4, 5}, source.getInputStream().readAllBytes());
    assertEquals(new Ending(3, 2, Ending.By.SOURCE, Ending.IN_ORDER), ending());
  }

  @Test
  void everyByteReachesAReaderThatTakesLittleAtATime() throws Exception {
    byte[] sent = new byte[BYTES];
    new Random(1).nextBytes(sent);
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                source.getOutputStream().write(sent);
                source.close(); // the rest is on its way, and in the pipe
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    var sizes = new Random(2);
    byte[] received = new byte[BYTES];
    InputStream in = destination.getInputStream();
    int at = 0;
    while (at < BYTES) {
      int read = in.read(received, at, Math.min(BYTES - at, 1 + sizes.nextInt(64 * 1024)));
      assertTrue(read > 0, "ended after " + at + " bytes");
      at += read;
    }
    assertEquals(-1, in.read());
    writer.join();
    assertArrayEquals(sent, received);
    destination.close();
    assertEquals(new Ending(BYTES, 0, Ending.By.SOURCE, Ending.IN_ORDER), ending());
  }

  /// The queue is full, and the source is not read.
  @Test
  void aResetIsSeenThoughNobodyReads() throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  source.getOutputStream().write(new byte[64 * 1024]);
                }
              } catch (IOException e) {
                // closed below
              }
            });
    while (!group.submit(pipe::isPaused).get()) {
      Thread.onSpinWait();
    }
    reset(source);
    writer.join();
    assertEquals(Ending.By.SOURCE, ending().by());
    expectReset(destination);
  }

  @Test
  void aResetBehindAFinIsSeen() throws Exception {
    destination.shutdownOutput();
    assertEquals(-1, source.getInputStream().read());
    reset(destination);
    assertEquals(new Ending(0, 0, Ending.By.DESTINATION, "reset"), ending());
    assertThrows(IOException.class, () -> source.getOutputStream().write(1));
  }

  @Test
  void theEndOfTheLoopIsAResetForBoth() throws Exception {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    expectReset(source);
    expectReset(destination);
    assertEquals("closed", ending().reason());
  }
}
