package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A lane whose destination takes less than the kernel would mention, over real sockets.
final class PlainRefillTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final int SEND_BUFFER_BYTES = 512 * 1024;
  private static final int LESS_THAN_A_THIRD = 64 * 1024;

  private final LinkedBlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
  private EventLoopGroup loops;

  @BeforeEach
  void start() {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    loops = Transport.EPOLL.newGroup("refill", 1);
  }

  @AfterEach
  void stop() throws Exception {
    accepted.forEach(Accepted::reset);
    if (loops != null) {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  /// What the lane has read shows what its destination took.
  @Test
  void aTryMovesWhatTheKernelDoesNotMention() throws Exception {
    Listening listening =
        new Listener(Transport.EPOLL, loops).bind(new InetSocketAddress(HERE, 0), accepted::add);
    int port = listening.address().getPort();
    EventLoop loop = loops.next();
    try (var source = new Socket(HERE, port);
        var destination = new Socket()) {
      PlainSocket from = accept();
      destination.setReceiveBufferSize(LESS_THAN_A_THIRD);
      destination.connect(listening.address());
      PlainSocket to = accept();
      to.options().sendBuffer(SEND_BUFFER_BYTES);
      var lane = new PlainLane(from, to);
      loop.submit(
              () -> {
                to.register(loop, moving(lane));
                from.register(loop, moving(lane));
                return true;
              })
          .sync();
      Thread.ofVirtual().start(() -> sendUntilClosed(source));

      long moved = settled(loop, lane);
      assertEquals(
          LESS_THAN_A_THIRD, destination.getInputStream().readNBytes(LESS_THAN_A_THIRD).length);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      long now = moved;
      while (now == moved && System.nanoTime() < deadline) { // until the acknowledgement is here
        loop.submit(to::tryToWrite).sync();
        now = loop.submit(lane::readBytes).get();
      }
      assertTrue(now > moved, "nothing was moved behind the first " + moved + " bytes");
      loop.submit(
              () -> {
                lane.release();
                to.abort();
                from.abort();
              })
          .sync();
    }
  }

  private PlainSocket accept() throws InterruptedException {
    Accepted one = accepted.poll(10, TimeUnit.SECONDS);
    assertNotNull(one);
    return one.plain().orElseThrow();
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

  private static void sendUntilClosed(Socket source) {
    try {
      while (true) {
        source.getOutputStream().write(new byte[LESS_THAN_A_THIRD]);
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  /// What has been moved when the destination takes nothing more.
  private static long settled(EventLoop loop, PlainLane lane) throws Exception {
    long before = -1;
    long now = loop.submit(lane::readBytes).get();
    while (now != before || now == 0) {
      before = now;
      now = loop.schedule(lane::readBytes, 100, TimeUnit.MILLISECONDS).get();
    }
    return now;
  }
}
