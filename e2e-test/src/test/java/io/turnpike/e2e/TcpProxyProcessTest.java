package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.proxy.TcpProxyCommand;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A tcp-proxy in a process of its own, and its signals.
class TcpProxyProcessTest {
  private static final Content LARGE = new Content(9, 100 << 20);

  private static InetSocketAddress address(Program proxy) {
    proxy.await("ready");
    return new InetSocketAddress(
        "127.0.0.1", Integer.parseInt(proxy.await("listening address=127.0.0.1:(\\d+)")));
  }

  private static Program start(Destination destination) throws Exception {
    return Program.start(
        TcpProxyCommand.class, "--listen", "127.0.0.1:0", "--backend", destination.address() + "");
  }

  @Test
  void sigtermLetsATransferFinishByteForByte() throws Exception {
    try (var destination =
            Destination.start(socket -> {
              LARGE.writeTo(socket.getOutputStream());
              socket.shutdownOutput();
              socket.getInputStream().read();
            });
        var proxy = start(destination);
        Socket socket = Tcp.connect(address(proxy))) {
      InputStream in = socket.getInputStream();
      Await.until(() -> "nothing comes", () -> destination.open() == 1);
      proxy.terminate();
      proxy.await("draining connections=1");
      assertArrayEquals(LARGE.sha256(), LARGE.readFrom(in));
      socket.close();
      assertEquals(0, proxy.awaitExit());
    }
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    try (var destination =
            Destination.start(socket -> Tcp.expectReset(socket, Duration.ofSeconds(15)));
        var proxy = start(destination);
        Socket socket = Tcp.connect(address(proxy))) {
      Await.until(() -> "nothing comes", () -> destination.open() == 1);
      proxy.terminate();
      proxy.await("draining connections=1");
      proxy.terminate();
      assertEquals(1, proxy.awaitExit());
      Tcp.expectReset(socket, Duration.ofSeconds(5));
      destination.awaitNone();
    }
  }
}
