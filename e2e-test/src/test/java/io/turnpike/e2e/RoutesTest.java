package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every form of a route, over both families, and with names.
class RoutesTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private static void echoes(InetSocketAddress address) throws Exception {
    try (Socket source = Tcp.connect(address)) {
      source.getOutputStream().write(HELLO);
      source.shutdownOutput();
      assertArrayEquals(HELLO, source.getInputStream().readAllBytes());
    }
  }

  private static InetSocketAddress at(String host, Chain chain) {
    return new InetSocketAddress(host, chain.address().getPort());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 0:%d,                       127.0.0.1",
    "127.0.0.1, 0:%d,                       ::1",
    "127.0.0.1, 127.0.0.1:0:%d,             127.0.0.1",
    "127.0.0.1, 127.0.0.0/8:0:%d,           127.0.0.1",
    "127.0.0.1, [::1]:0:%d,                 ::1",
    "127.0.0.1, 0:127.0.0.1:%d,             127.0.0.1",
    "127.0.0.1, 0:localhost:%d,             127.0.0.1",
    "::1,       0:[::1]:%d,                 ::1",
    "::1,       0:[::1]:%d,                 127.0.0.1",
    "127.0.0.1, 127.0.0.1:0:127.0.0.1:%d,   127.0.0.1",
    "127.0.0.1, 0.0.0.0:0:127.0.0.1:%d,     127.0.0.1",
    "127.0.0.1, [::]:0:localhost:%d,        ::1",
    "::1,       [::1/128]:0:[::1]:%d,       ::1"
  })
  void reachesTheDestination(String server, String route, String listener) throws Exception {
    try (var destination = Destination.start(server, Destination::echo);
        var chain = Chain.start(ChainSettings.of(route.formatted(destination.port())))) {
      echoes(at(listener, chain));
    }
  }

  @ParameterizedTest
  @CsvSource({"::1", "localhost"})
  void theRelayIsReachedByIpv6AndByName(String relay) throws Exception {
    try (var destination = Destination.start("::1", Destination::echo);
        var chain =
            Chain.start(
                ChainSettings.of("[::1]:0:[::1]:" + destination.port()).withRelayHost(relay))) {
      echoes(at("::1", chain));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24:0:%d,        127.0.0.1",
    "192.0.2.7:0:127.0.0.1:%d, ::1",
    "[2001:db8::/32]:0:%d,     ::1"
  })
  void aSourceThatIsNotPermittedIsReset(String route, String listener) throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(route.formatted(destination.port())))) {
      Tcp.expectResetOf(at(listener, chain), new byte[1], Duration.ofSeconds(1));
      log.await("refused source=\\S+ .*this source is not permitted");
      assertEquals(0, destination.accepted());
    }
  }

  @Test
  void aRouteForLoopbackListensOnLoopbackOnly() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of("127.0.0.1:0:" + destination.port()))) {
      assertEquals(
          InetAddress.getByName("127.0.0.1"), chain.entry().addresses().getFirst().getAddress());
    }
  }

  @Test
  void severalRoutesLeadToTheirOwnDestinations() throws Exception {
    try (var echo = Destination.echo();
        var hello = Destination.source(HELLO);
        var chain = Chain.start(ChainSettings.of(echo.route() + "," + hello.route(), "0:1"))) {
      echoes(chain.address(0));
      try (Socket source = Tcp.connect(chain.address(1))) {
        assertArrayEquals(HELLO, source.getInputStream().readAllBytes());
      }
      try (Socket source = Tcp.connect(chain.address(2))) {
        Tcp.expectReset(source, Duration.ofSeconds(2));
      }
    }
  }
}
