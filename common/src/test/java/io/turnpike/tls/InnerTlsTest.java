package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.SSL;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import io.turnpike.identity.RenewingLeaf;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InnerTlsTest {
  private static final String NOT_AUTHORISED =
      " is not authorised (expected: our own, or one of authorized_keys for its role and group)";
  private static final String PAIRS = "io.turnpike.tls.Providers#pairs";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final IdentityKeyPair ENTRY = IdentityKeyPair.generate();
  private static final IdentityKeyPair REVERSE = IdentityKeyPair.generate();
  private static final Supplier<Leaf> ENTRY_LEAF = new RenewingLeaf(ENTRY, CLOCK);
  private static final Supplier<Leaf> REVERSE_LEAF = new RenewingLeaf(REVERSE, CLOCK);

  private static SslContext entry(TlsProvider provider, Predicate<Identity> accepted) {
    return InnerTls.forEntry(provider, ENTRY_LEAF, new LeafCheck(accepted, InstantSource.system()));
  }

  private static SslContext reverse(TlsProvider provider, Predicate<Identity> accepted) {
    return InnerTls.forReverse(
        provider, REVERSE_LEAF, new LeafCheck(accepted, InstantSource.system()));
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void tellsEachEdgeWhoTheOtherIs(TlsProvider client, TlsProvider server) {
    try (Handshake handshake =
        new Handshake(
            entry(client, REVERSE.identity()::equals), reverse(server, ENTRY.identity()::equals))) {
      assertTrue(handshake.isSecured());
      assertEquals(REVERSE.identity(), PeerIdentity.of(handshake.client.handler));
      assertEquals(ENTRY.identity(), PeerIdentity.of(handshake.server.handler));
      assertEquals("turnpike-e2e/1", handshake.client.handler.applicationProtocol());
      assertEquals("TLSv1.3", handshake.server.handler.engine().getSession().getProtocol());
      assertEquals(0, handshake.server.bytesSentAfterFinish, "a ticket");
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void exchangesKeysWithTheHybridWhereBothCan(TlsProvider client, TlsProvider server)
      throws Exception {
    try (Handshake handshake =
        new Handshake(entry(client, any -> true), reverse(server, any -> true))) {
      assertTrue(handshake.isSecured());
      String expected =
          client == TlsProvider.BORINGSSL && server == TlsProvider.BORINGSSL
              ? "X25519MLKEM768"
              : "X25519";
      for (Handshake.Side side : new Handshake.Side[] {handshake.client, handshake.server}) {
        if (side.handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
          assertEquals(expected, SSL.getGroupName(engine.sslPointer()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void theEntryPointRefusesAStranger(TlsProvider client, TlsProvider server) {
    try (Handshake handshake =
        new Handshake(entry(client, ENTRY.identity()::equals), reverse(server, any -> true))) {
      assertEquals(
          "the peer's identity " + REVERSE.identity() + NOT_AUTHORISED,
          handshake.client.description());
      assertTrue(
          handshake
              .server
              .description()
              .startsWith("the peer refused our certificate or identity (alert "),
          handshake.server.description());
      assertTrue(TlsFailures.isRefusal(handshake.server.failure()));
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void theReverseProxyRefusesAStranger(TlsProvider client, TlsProvider server) {
    try (Handshake handshake =
        new Handshake(entry(client, any -> true), reverse(server, REVERSE.identity()::equals))) {
      assertEquals(
          "the peer's identity " + ENTRY.identity() + NOT_AUTHORISED,
          handshake.server.description());
      assertTrue(
          handshake
              .client
              .description()
              .startsWith("the peer refused our certificate or identity (alert "),
          handshake.client.description());
      assertTrue(TlsFailures.isRefusal(handshake.client.failure()));
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aRevocationHoldsFromTheNextHandshakeOn(TlsProvider client, TlsProvider server) {
    Set<Identity> authorised = ConcurrentHashMap.newKeySet();
    authorised.add(ENTRY.identity());
    SslContext entry = entry(client, any -> true);
    SslContext reverse = reverse(server, authorised::contains);
    try (Handshake first = new Handshake(entry, reverse)) {
      assertTrue(first.isSecured());
    }
    authorised.clear();
    try (Handshake second = new Handshake(entry, reverse)) {
      assertFalse(second.server.isSecured());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void refusesALeafThatIsTooOld(TlsProvider client, TlsProvider server) {
    InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofDays(9));
    try (Handshake handshake =
        new Handshake(
            entry(client, any -> true),
            InnerTls.forReverse(server, REVERSE_LEAF, new LeafCheck(any -> true, later)))) {
      String line = handshake.server.description();
      assertTrue(line.startsWith("the peer's leaf expired at "), line);
      assertEquals(TlsProblem.LEAF_OUT_OF_DATE, TlsFailures.problem(handshake.server.failure()));
      expectClocks(server, handshake.client.failure());
    }
  }

  /// Only BoringSSL lets us choose the alert.
  private static void expectClocks(TlsProvider refusing, Throwable told) {
    assertEquals(
        refusing == TlsProvider.BORINGSSL ? TlsProblem.OURS_OUT_OF_DATE : TlsProblem.OURS_REFUSED,
        TlsFailures.problem(told));
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void refusesALeafThatIsTooYoung(TlsProvider client, TlsProvider server) {
    InstantSource before = InstantSource.offset(InstantSource.system(), Duration.ofDays(-3));
    try (Handshake handshake =
        new Handshake(
            entry(client, any -> true),
            InnerTls.forReverse(server, REVERSE_LEAF, new LeafCheck(any -> true, before)))) {
      String line = handshake.server.description();
      assertTrue(line.startsWith("the peer's leaf not valid before "), line);
      assertEquals(TlsProblem.LEAF_OUT_OF_DATE, TlsFailures.problem(handshake.server.failure()));
      expectClocks(server, handshake.client.failure());
    }
  }
}
