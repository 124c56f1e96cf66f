package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.identity.Identity;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A guest entry-point, with an identity of its own, loses what it has when its line goes, while
/// another entry-point goes on.
class RevocationTest {
  private static final int STREAMS = 100;

  /// What is promised is a second; a busy machine may take longer. When only the relay cuts an
  /// edge, the far end waits for that edge for so long.
  private static final Duration RESUME = Duration.ofSeconds(5);

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Destination destination;
  private Chain chain;
  private Keys guestKeys;
  private String guestLine;
  private EntryPoint guest;
  private final List<Socket> sources = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    destination = Destination.start(RevocationTest::echoUntilReset);
    var settings = ChainSettings.of(destination.route()).withResumeTimeout(RESUME);
    chain = Chain.start(settings);
    guestKeys = Keys.make();
    guestLine = Identity.load(guestKeys.authPublic()).toOpenSshLine("guest") + "\n";
    Files.copy(
        chain.keys().serverCert(), guestKeys.serverCert(), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        guestKeys.authorizedKeys(),
        "role=\"reverse\" " + Identity.load(chain.keys().authPublic()).toOpenSshLine("home"));
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket source : sources) {
      source.close();
    }
    guest.close();
    chain.close();
    guestKeys.close();
    destination.close();
  }

  private static void echoUntilReset(Socket socket) {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // what this test is about
    }
  }

  /// Both the relay and the reverse-proxy read these files; no signal tells them.
  private void authorise(String atTheRelay, String atTheReverseProxy) throws Exception {
    replace(chain.keys().relayAuthorizedKeys(), atTheRelay);
    replace(chain.keys().authorizedKeys(), atTheReverseProxy);
  }

  private static void replace(Path file, String text) throws Exception {
    Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void startGuest() throws Exception {
    authorise(guestLine, guestLine);
    chain.relay().reload();
    chain.reverse().edge().reload();
    var settings = ChainSettings.of(destination.route());
    guest =
        EntryPoint.start(
            new EntryPointConfig(
                settings.edge(guestKeys, chain.relayPort(), "guest"),
                RouteParser.parse(settings.routes())));
    guest.awaitReady();
    for (int i = 0; i < STREAMS; i++) {
      Socket source = Tcp.connect(Chain.address(guest, 0));
      sources.add(source);
      echo(source);
    }
  }

  private static void echo(Socket source) throws IOException {
    source.getOutputStream().write(42);
    assertEquals(42, source.getInputStream().read());
  }

  /// Waits until every stream of the guest has ended in an RST, and that of the other goes on.
  private void expectCut(String what, long began) throws Exception {
    try (Socket other = Tcp.connect(chain.address())) {
      echo(other);
      for (Socket source : sources) {
        Tcp.expectReset(source, LIMIT);
      }
      long millis = (System.nanoTime() - began) / 1_000_000;
      System.out.printf("%s: %d streams reset after %d ms%n", what, STREAMS, millis);
      Await.until(() -> "open=" + destination.open(), () -> destination.open() == 1);
      echo(other);
    }
  }

  @Test
  void aLineThatIsRemovedAtTheReverseProxyEndsAllStreams() throws Exception {
    startGuest();
    long began = System.nanoTime();
    authorise(guestLine, "# nobody\n");
    expectCut("line removed at the reverse-proxy", began);
  }

  @Test
  void aLineThatIsRevokedAtTheRelayEndsAllStreams() throws Exception {
    startGuest();
    long began = System.nanoTime();
    authorise("revoked " + guestLine, guestLine);
    expectCut("line revoked at the relay", began);
  }

  @Test
  void anExpiryEndsAllStreamsWithoutAnybodyDoingAnything() throws Exception {
    startGuest();
    Instant end = Instant.now().plusSeconds(4);
    String time = DateTimeFormatter.ofPattern("yyyyMMddHHmmss").format(end.atZone(ZoneOffset.UTC));
    authorise(guestLine, "expiry-time=\"" + time + "Z\" " + guestLine);
    echo(sources.getFirst());
    Duration left = Duration.between(Instant.now(), end.minusNanos(end.getNano()));
    expectCut("expired at the reverse-proxy", System.nanoTime() + left.toNanos());
  }

  @Test
  void aBrokenFileChangesNothingAndSaysSo() throws Exception {
    startGuest();
    try (var log = LogCapture.begin()) {
      authorise("nonsense\n", "nonsense\n");
      String refused = "ERROR keys not reloaded, the old ones stay: .*authorized_keys:1: option";
      Await.until(() -> "lines=" + log.lines(), () -> log.find(refused).count() >= 2);
    }
    for (Socket source : sources) {
      echo(source);
    }
  }
}
