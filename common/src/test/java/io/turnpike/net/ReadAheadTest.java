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
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Of accepted sockets, which are on no loop: the test owns them.
@Timeout(20)
class ReadAheadTest {
  private final LinkedBlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
  private EventLoopGroup group;
  private Socket source;
  private PlainSocket socket;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Transport.EPOLL.isAvailable(), "epoll does not work on this machine");
    group = Transport.EPOLL.newGroup("ahead", 1);
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Listening listening = new Listener(Transport.EPOLL, group).bind(any, _ -> {}, accepted::add);
    source = new Socket(any.getAddress(), listening.address().getPort());
    Accepted next = accepted.poll(10, TimeUnit.SECONDS);
    assertNotNull(next);
    socket = next.plain().orElseThrow();
  }

  @AfterEach
  void stop() throws Exception {
    if (group != null) {
      socket.abort();
      source.close();
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  /// Until something has come.
  private void readAhead() throws IOException {
    while (!socket.readAhead()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void isReadFirstAndTheRestBehindIt() throws Exception {
    byte[] sent = new byte[3 * ReadAhead.MOST_BYTES];
    new Random(3).nextBytes(sent);
    source.getOutputStream().write(sent);
    readAhead();
    source.shutdownOutput();
    assertTrue(socket.mayRead());
    assertTrue(socket.readAhead(), "once more changes nothing");
    byte[] received = new byte[sent.length];
    ByteBuffer into = ByteBuffer.allocateDirect(2 * ReadAhead.MOST_BYTES);
    int at = 0;
    for (int bytes = socket.read(into); bytes >= 0; bytes = socket.read(into)) {
      into.get(0, received, at, bytes);
      at += bytes;
    }
    assertEquals(sent.length, at);
    assertEquals(ByteBuffer.wrap(sent), ByteBuffer.wrap(received));
  }

  @Test
  void nothingOrTheEndIsNothing() throws Exception {
    assertFalse(socket.readAhead());
    source.shutdownOutput();
    assertFalse(socket.readAhead());
    assertFalse(socket.mayRead());
  }

  @Test
  void aResetIsToldAtOnce() throws Exception {
    source.setSoLinger(true, 0);
    source.close();
    assertThrows(IOException.class, this::readAhead);
  }
}
