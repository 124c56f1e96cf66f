package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Keys;
import io.turnpike.e2e.Tcp;
import io.turnpike.entry.EntryPoint;
import io.turnpike.entry.EntryPointConfig;
import io.turnpike.forward.RouteParser;
import io.turnpike.identity.Identity;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A relay that pairs edges which do not authorise each other: whatever it does, L3 refuses, both
/// logs say so, and no stream is opened. The two identities are both authorised at the relay.
class EndToEndTrustTest {
  private static final String NOT_AUTHORISED =
      " is not authorised (expected: our own, or one of authorized_keys for its role and group)";

  private Chain chain;
  private Keys others;
  private Identity entryIdentity;
  private Identity reverseIdentity;
  private Logs logs;
  private Destination destination;

  @BeforeEach
  void start() throws Exception {
    chain = Chain.startRelay(ChainSettings.of());
    others = Keys.make();
    entryIdentity = Identity.load(chain.keys().authPublic());
    reverseIdentity = Identity.load(others.authPublic());
    Files.copy(chain.keys().serverCert(), others.directory().resolve("relay.crt"));
    logs = new Logs();
    destination = Destination.echo();
    Files.writeString(
        chain.keys().relayAuthorizedKeys(), reverseIdentity.toOpenSshLine("other") + "\n");
    chain.relay().reload();
  }

  @AfterEach
  void stop() throws Exception {
    logs.expectNoFaults();
    logs.close();
    destination.close();
    chain.close();
    others.close();
  }

  private ChainSettings settings() {
    return ChainSettings.of(destination.route())
        .withPool(1, 4)
        .withConnectTimeout(Duration.ofMillis(500));
  }

  private EntryPoint entry() throws Exception {
    return EntryPoint.start(
        new EntryPointConfig(
            settings().edge(chain.keys(), chain.relayPort(), "entry"),
            RouteParser.parse(settings().routes())));
  }

  private ReverseProxy reverse() throws Exception {
    Files.delete(others.serverCert());
    Files.copy(others.directory().resolve("relay.crt"), others.serverCert());
    return ReverseProxy.start(
        new ReverseProxyConfig(settings().edge(others, chain.relayPort(), "reverse")));
  }

  private void authoriseTheReverseAtTheEntry(String options) throws Exception {
    Files.writeString(
        chain.keys().authorizedKeys(), options + reverseIdentity.toOpenSshLine("home") + "\n");
  }

  private void authoriseTheEntryAtTheReverse() throws Exception {
    Files.writeString(others.authorizedKeys(), entryIdentity.toOpenSshLine("laptop") + "\n");
  }

  private void expectRefused(String oneSays, String theOtherSays) throws Exception {
    try (var reverse = reverse();
        var entry = entry()) {
      String one = logs.await(oneSays);
      String other = logs.await(theOtherSays);
      assertTrue(one.startsWith("tunnel failed state="), one);
      assertTrue(other.startsWith("tunnel failed state="), other);
      try (var source = Tcp.connect(Chain.address(entry, 0))) {
        Tcp.expectReset(source, Duration.ofSeconds(5));
      }
      assertEquals(0, entry.edge().tunnels().all().size());
      assertEquals(0, reverse.edge().tunnels().all().size());
      assertEquals(0, destination.accepted());
      // Tried again and again, said once by each.
      assertEquals(2, logs.with("tunnel failed").size(), () -> logs.edges().toString());
    }
  }

  @Test
  void neitherAuthorisesTheOther() throws Exception {
    expectRefused(
        "the peer's identity " + reverseIdentity + NOT_AUTHORISED,
        "the peer refused our certificate or identity (alert ");
  }

  @Test
  void onlyTheEntryPointAuthorisesTheReverseProxy() throws Exception {
    authoriseTheReverseAtTheEntry("");
    expectRefused(
        "the peer refused our certificate or identity (alert ",
        "the peer's identity " + entryIdentity + NOT_AUTHORISED);
  }

  @Test
  void onlyTheReverseProxyAuthorisesTheEntryPoint() throws Exception {
    authoriseTheEntryAtTheReverse();
    expectRefused(
        "the peer's identity " + reverseIdentity + NOT_AUTHORISED,
        "the peer refused our certificate or identity (alert ");
  }

  @Test
  void authorisedForAnotherRole() throws Exception {
    authoriseTheEntryAtTheReverse();
    authoriseTheReverseAtTheEntry("role=\"entry\" ");
    expectRefused(
        "the peer's identity " + reverseIdentity + NOT_AUTHORISED,
        "the peer refused our certificate or identity (alert ");
  }

  @Test
  void authorisedForAnotherGroup() throws Exception {
    authoriseTheEntryAtTheReverse();
    authoriseTheReverseAtTheEntry("group=\"8\" ");
    expectRefused(
        "the peer's identity " + reverseIdentity + NOT_AUTHORISED,
        "the peer refused our certificate or identity (alert ");
  }

  /// The control: with both lines in place the same edges serve.
  @Test
  void eachAuthorisesTheOther() throws Exception {
    authoriseTheEntryAtTheReverse();
    authoriseTheReverseAtTheEntry("role=\"reverse\",group=\"7\" ");
    try (var reverse = reverse();
        var entry = entry()) {
      entry.awaitReady();
      try (var source = Tcp.connect(Chain.address(entry, 0))) {
        source.getOutputStream().write(7);
        assertEquals(7, source.getInputStream().read());
        source.shutdownOutput();
        Tcp.expectEnd(source);
      }
      assertEquals(1, reverse.edge().sessions().count());
    }
  }
}
