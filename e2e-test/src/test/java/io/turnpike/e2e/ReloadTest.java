package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.entry.EntryPointCommand;
import io.turnpike.net.DestinationPattern;
import io.turnpike.proxy.TcpProxy;
import io.turnpike.proxy.TcpProxyCommand;
import io.turnpike.proxy.TcpProxyConfig;
import io.turnpike.reverse.ReverseProxyConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that is read again, under connections that must not notice.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no SIGHUP")
class ReloadTest {
  private static final int CONNECTIONS = 100;
  private static final byte[] WORD = "through the same stream\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  @Test
  void routesChangeUnderAHundredStreamsAndNoneIsLost() throws Exception {
    try (Destination first = Destination.echo();
        Destination second = Destination.start(socket -> socket.getOutputStream().write('2'));
        Chain chain = Chain.startRelay(ChainSettings.of())) {
      chain.addReverse(chain.settings()).awaitReady();
      write(chain, 4, route("kept", first), route("changed", first), route("removed", first));
      try (Program entry = startEntry()) {
        List<InetSocketAddress> listeners = new ArrayList<>();
        for (String name : List.of("kept", "changed", "removed")) {
          listeners.add(listening(entry, name));
        }
        List<Socket> sources = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
          sources.add(Tcp.connect(listeners.get(i % listeners.size())));
          exchange(sources.getLast());
        }

        write(chain, 9, route("kept", first), route("changed", second), route("added", second));
        assertEquals(0, runReload());
        entry.await("configuration reloaded changed=\\[.*--routes.*]");
        entry.await("changed address=\\S+ route=changed");
        entry.await("no longer listening address=\\S+ route=removed");
        entry.await("needs a restart: --pool 9 \\(running with 4\\)");

        expectByte('2', listening(entry, "added"));
        expectByte('2', listeners.get(1));
        assertThrows(ConnectException.class, () -> Tcp.connect(listeners.get(2)));
        try (Socket kept = Tcp.connect(listeners.get(0))) {
          exchange(kept);
          end(kept);
        }
        for (Socket source : sources) {
          exchange(source);
          end(source);
          source.close();
        }
      }
    }
  }

  @Test
  void aBrokenFileOrATakenPortKeepsWhatWas() throws Exception {
    try (Destination destination = Destination.echo();
        Destination other = Destination.echo();
        Chain chain = Chain.startRelay(ChainSettings.of())) {
      chain.addReverse(chain.settings()).awaitReady();
      write(chain, 4, route("kept", destination));
      try (Program entry = startEntry();
          Socket source = Tcp.connect(listening(entry, "kept"))) {
        exchange(source);
        Files.writeString(file(), "pool: 4\nrotues: []\n");
        assertEquals(2, runReload());
        new ProcessBuilder("kill", "-HUP", "" + entry.pid()).start().waitFor();
        entry.await(
            "configuration not reloaded, the old one stays: .*:2:1: unknown key \"rotues\"");
        exchange(source);

        String taken =
            route("taken", destination).replace("127.0.0.1:0", "127.0.0.1:" + other.port());
        write(chain, 4, taken, route("kept", other));
        assertEquals(0, runReload());
        entry.await("not reloaded, the old one stays: port " + other.port() + " is in use");
        exchange(source);
        try (Socket again = Tcp.connect(listening(entry, "kept"))) {
          exchange(again);
          end(again);
        }
        end(source);
        assertEquals(0, other.accepted());
      }
    }
  }

  @Test
  void thePidFileComesAndGoesWithTheProcess() throws Exception {
    try (Chain chain = Chain.startRelay(ChainSettings.of())) {
      write(chain, 4, "{name: one, listen: 127.0.0.1:0, destination: 1}");
      try (Program entry = startEntry()) {
        listening(entry, "one");
        assertEquals(entry.pid() + "\n", Files.readString(pidFile()));
        try (Program twin = startEntry()) {
          twin.await("process " + entry.pid() + " runs already");
          assertEquals(1, twin.awaitExit());
        }
        assertTrue(Files.exists(pidFile()));
        entry.terminate();
        assertEquals(0, entry.awaitExit());
        assertTrue(Files.notExists(pidFile()));
        assertEquals(1, runReload());
      }
    }
  }

  @Test
  void backendsOfATcpProxyChangeUnderOpenConnections() throws Exception {
    try (Destination first = Destination.echo();
        Destination second = Destination.start(socket -> socket.getOutputStream().write('2'));
        TcpProxy proxy = TcpProxy.start(tcpProxy("127.0.0.1:0", first));
        Socket source = Tcp.connect(proxy.addresses().getFirst())) {
      exchange(source);
      InetSocketAddress listener = proxy.addresses().getFirst();
      proxy.become(tcpProxy("127.0.0.1:" + listener.getPort(), second));
      expectByte('2', proxy.addresses().getFirst());
      exchange(source);
      end(source);
    }
  }

  @Test
  void whatMayBeDialledChangesForTheNextStream() throws Exception {
    try (Destination destination = Destination.echo();
        Chain chain = Chain.start(ChainSettings.of(destination.route()));
        Socket source = Tcp.connect(chain.address())) {
      exchange(source);
      var edge = chain.settings().edge(chain.keys(), chain.relayPort(), "reverse-0");
      List<DestinationPattern> deny = List.of(DestinationPattern.parse("127.0.0.0/8:*"));
      chain.reverse().become(new ReverseProxyConfig(edge, List.of(), deny, 100));
      Tcp.expectResetOf(chain.address(), WORD, Await.LIMIT);
      exchange(source);
      end(source);
    }
  }

  private static TcpProxyConfig tcpProxy(String listen, Destination backend) {
    return TcpProxyCommand.parse(
        Map.of(), "--listen", listen, "--backend", backend.address().toString());
  }

  private Path file() {
    return directory.resolve("entry-point.yaml");
  }

  private Path pidFile() {
    return directory.resolve("entry-point.pid");
  }

  private static String route(String name, Destination to) {
    return "{name: %s, listen: 127.0.0.1:0, destination: %s}".formatted(name, to.address());
  }

  private void write(Chain chain, int pool, String... routes) throws IOException {
    Files.writeString(
        file(),
        """
        serverAddress: 127.0.0.1:%d
        groupId: %s
        serverCert: %s
        authPrivateKey: %s
        pool: %d
        pidFile: %s
        routes: [%s]
        """
            .formatted(
                chain.relayPort(),
                chain.settings().group(),
                chain.keys().serverCert(),
                chain.keys().authPrivate(),
                pool,
                pidFile(),
                String.join(", ", routes)));
  }

  private Program startEntry() throws IOException {
    return Program.start(EntryPointCommand.class, "--config", file().toString());
  }

  private int runReload() throws IOException, InterruptedException {
    try (Program reload =
        Program.start(
            EntryPointCommand.class,
            "reload",
            "--config",
            file().toString(),
            "--pid-file",
            pidFile().toString())) {
      return reload.awaitExit();
    }
  }

  private static InetSocketAddress listening(Program entry, String route) {
    String port = entry.await("listening address=127.0.0.1:(\\d+) route=" + route);
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
  }

  private static void exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(WORD);
    assertArrayEquals(WORD, socket.getInputStream().readNBytes(WORD.length));
  }

  private static void end(Socket socket) throws IOException {
    socket.shutdownOutput();
    Tcp.expectEnd(socket);
  }

  private static void expectByte(int expected, InetSocketAddress address) throws IOException {
    try (Socket socket = Tcp.connect(address)) {
      assertEquals(expected, socket.getInputStream().read());
    }
  }
}
