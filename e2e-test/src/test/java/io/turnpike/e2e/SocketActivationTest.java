package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.net.Transport;
import io.turnpike.proxy.TcpProxyCommand;
import io.turnpike.relay.RelayServerCommand;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Programs that are given their listening socket, and are restarted behind it.
class SocketActivationTest {
  private static final int RESTARTS = 3;

  @BeforeEach
  void needsEpoll() {
    assumeTrue(Transport.best() == Transport.EPOLL, "the transport is not epoll");
  }

  private static void echo(Socket source, int number) throws IOException {
    source.getOutputStream().write(number);
    assertEquals(number, source.getInputStream().read());
  }

  /// Connects again and again, and counts who is refused; what connects is closed at once.
  private static Thread knock(int port, AtomicBoolean over, AtomicInteger[] counts) {
    return Thread.ofVirtual()
        .start(() -> {
          while (!over.get()) {
            try (Socket socket = Tcp.connect(new InetSocketAddress("127.0.0.1", port))) {
              counts[0].incrementAndGet();
              Thread.sleep(5); // the distance of attempts, not a wait for something
            } catch (IOException e) {
              counts[1].incrementAndGet();
            } catch (InterruptedException e) {
              return;
            }
          }
        });
  }

  @Test
  void aRestartOfTheRelayRefusesNobodyAndStreamsGoOn() throws Exception {
    int port = Commands.freePort();
    try (var keys = Keys.make();
        var destination = Destination.echo();
        var relay =
            Activation.start(
                port,
                1 + RESTARTS,
                Program.command(
                    RelayServerCommand.class,
                    "--server-cert=" + keys.serverCert(),
                    "--server-key=" + keys.serverKey(),
                    "--auth-public-key=" + keys.authPublic(),
                    "--max-strangers-per-source=10000",
                    "--max-strangers=10000",
                    "--max-strangers-per-second=100000",
                    "--stranger-penalty=0s",
                    "--port=1"))) { // not used: the socket is given
      relay.await("ready: listening address=127.0.0.1:" + port + "$");
      var settings = ChainSettings.of(destination.route());
      try (var reverse =
              ReverseProxy.start(new ReverseProxyConfig(settings.edge(keys, port, "reverse")));
          var entry =
              EntryPoint.start(
                  new EntryPointConfig(
                      settings.edge(keys, port, "entry"), RouteParser.parse(settings.routes())))) {
        reverse.awaitReady();
        entry.awaitReady();
        var over = new AtomicBoolean();
        var counts = new AtomicInteger[] {new AtomicInteger(), new AtomicInteger()};
        Thread knocking = knock(port, over, counts);
        try (Socket source = Tcp.connect(Chain.address(entry, 0))) {
          echo(source, 1);
          for (int restart = 0; restart < RESTARTS; restart++) {
            relay.killProgram();
            echo(source, 2);
          }
        }
        over.set(true);
        knocking.join();
        System.out.printf("socket activation: connected=%s refused=%s%n", (Object[]) counts);
        assertEquals(0, counts[1].get());
      }
    }
  }

  @Test
  void whatConnectsWhileTheTcpProxyIsRestartedIsServedByTheNextOne() throws Exception {
    int port = Commands.freePort();
    try (var destination = Destination.echo();
        var proxy =
            Activation.start(
                port,
                2,
                Program.command(
                    TcpProxyCommand.class,
                    "--listen=127.0.0.1:" + port,
                    "--backend=127.0.0.1:" + destination.port()))) {
      proxy.await("ready");
      var address = new InetSocketAddress("127.0.0.1", port);
      try (Socket source = Tcp.connect(address)) {
        echo(source, 1);
      }
      proxy.terminateProgram();
      try (Socket source = Tcp.connect(address)) {
        echo(source, 2);
      }
      proxy.await("exit 0 signal 0");
    }
  }

  @Test
  void aSocketThatIsNoListenerOfTheProgramIsRefused() throws Exception {
    int port = Commands.freePort();
    int other = Commands.freePort();
    try (var proxy =
        Activation.start(
            port,
            1,
            Program.command(
                TcpProxyCommand.class, "--listen=127.0.0.1:" + other, "--backend=127.0.0.1:9"))) {
      proxy.await(
          "^tcp-proxy: LISTEN_FDS: \\[127.0.0.1:" + port + " \\(test\\)\\] is no listener of");
      proxy.await("exit 2 signal 0");
    }
  }

  @Test
  void aTransportThatCannotTakeItIsNamed() throws Exception {
    int port = Commands.freePort();
    List<String> nio = Program.command(TcpProxyCommand.class, "--listen=127.0.0.1:" + port);
    nio.add(1, "-D" + Transport.PROPERTY + "=nio");
    try (var proxy = Activation.start(port, 1, nio)) {
      proxy.await("^tcp-proxy: LISTEN_FDS: not with the transport nio \\(expected: epoll\\)");
      proxy.await("exit 2 signal 0");
    }
  }
}
