package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.EventLoopGroup;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngressTest {
  private final EventLoopGroup group = Transport.best().newGroup("ingress", 1);
  private final LinkedBlockingQueue<Integer> counted = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static void expectReset(InetSocketAddress address) throws Exception {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      assertThrows(SocketException.class, socket.getInputStream()::read);
    }
  }

  @Test
  void aFaultBehindItResetsTheConnectionAndFreesItsPlace() throws Exception {
    var limits = new AdmissionLimits(1, 0, 0, List.of(), List.of());
    var admission = new Admission(limits, System.nanoTime());
    var ingress =
        new Ingress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            _ -> true,
            new Ingress.Rules(admission, SocketSettings.DEFAULT, () -> false),
            _ -> {
              counted.add(admission.connections());
              throw new IllegalStateException("a fault");
            });
    Listening listening = ingress.listen(new Listener(Transport.best(), group.next()));
    expectReset(listening.address());
    expectReset(listening.address());
    assertEquals(1, counted.poll(10, TimeUnit.SECONDS));
    assertEquals(1, counted.poll(10, TimeUnit.SECONDS), "refused: the first holds its place");
    group.submit(() -> assertEquals(0, admission.connections())).sync(); // behind the second
    listening.close().get(10, TimeUnit.SECONDS);
  }
}
