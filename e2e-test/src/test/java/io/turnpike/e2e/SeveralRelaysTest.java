package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.relay.RelayServer;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two relays that know nothing of each other, and edges that are told of both.
class SeveralRelaysTest {
  private static final int CONNECTIONS = 20;

  private final Keys keys = Keys.make();
  private final List<Socket> sources = new ArrayList<>();
  private Destination destination;
  private RelayServer one;
  private RelayServer other;
  private ReverseProxy reverse;
  private EntryPoint entry;

  @BeforeEach
  void start() throws Exception {
    destination = Destination.echo();
    var settings = ChainSettings.of(destination.route()).withThreads(2);
    one = RelayServer.start(settings.relay(keys, 0));
    other = RelayServer.start(settings.relay(keys, 0));
    List<Integer> ports = List.of(one.address().getPort(), other.address().getPort());
    reverse = ReverseProxy.start(new ReverseProxyConfig(settings.edge(keys, ports, "reverse")));
    entry =
        EntryPoint.start(
            new EntryPointConfig(
                settings.edge(keys, ports, "entry"), RouteParser.parse(settings.routes())));
    Await.until(
        () -> "pairs=%d and %d".formatted(one.pairs(), other.pairs()),
        () -> one.pairs() == 2 && other.pairs() == 2 && entry.edge().tunnels().all().size() == 4);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket source : sources) {
      source.close();
    }
    Await.until( // else their ends are resets
        () -> "streams=%d and %d".formatted(entry.edge().streams(), reverse.edge().streams()),
        () -> entry.edge().streams() + reverse.edge().streams() == 0);
    entry.close();
    reverse.close();
    one.close();
    other.close();
    destination.close();
    keys.close();
  }

  private void connect() throws IOException {
    Socket source = Tcp.connect(Chain.address(entry, 0));
    sources.add(source);
    echo(source, 1);
  }

  private static void echo(Socket source, int number) throws IOException {
    source.getOutputStream().write(number);
    assertEquals(number, source.getInputStream().read());
  }

  @Test
  void theLossOfOneCostsNewConnectionsNothingAndOldOnesGoOn() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      connect();
    }
    one.close();
    for (int i = 0; i < CONNECTIONS; i++) {
      connect();
    }
    for (Socket source : sources) {
      echo(source, 2);
    }
    other.close();
    one =
        RelayServer.start(
            ChainSettings.of().relay(keys, one.address().getPort())); // the other way round
    for (Socket source : sources) {
      echo(source, 3);
    }
  }

  @Test
  void aRelayThatDrainsLosesNoConnection() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      connect();
    }
    one.drain();
    Await.until(() -> "pairs=" + one.pairs(), () -> one.pairs() == 0);
    assertEquals(CONNECTIONS, entry.edge().streams());
    for (Socket source : sources) {
      echo(source, 2);
    }
  }
}
