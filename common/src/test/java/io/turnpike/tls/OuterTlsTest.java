package io.turnpike.tls;

import static io.turnpike.tls.TestCertificates.DAY;
import static io.turnpike.tls.TestCertificates.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslContext;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import io.turnpike.tls.TestCertificates.Form;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OuterTlsTest {
  private static final String PAIRS = "io.turnpike.tls.Providers#pairs";
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final IdentityKeyPair EDGE = IdentityKeyPair.generate();

  @TempDir Path directory;

  private SslContext relay(TlsProvider provider, TestCertificates certificate) throws Exception {
    return OuterTls.forRelay(provider, certificate.server(directory), CLOCK);
  }

  private SslContext edge(TlsProvider provider, TestCertificates root, String host)
      throws Exception {
    TrustedRelay trust = TrustedRelay.load(root.writeTo(directory.resolve("root.crt")), host);
    return OuterTls.forEdge(provider, trust, () -> Leaf.mint(EDGE, CLOCK), CLOCK);
  }

  private Handshake handshake(
      TlsProvider client, TlsProvider server, TestCertificates certificate, String host)
      throws Exception {
    return new Handshake(edge(client, certificate, host), relay(server, certificate));
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void securesAnEdgeAndTellsTheRelayItsIdentity(TlsProvider client, TlsProvider server)
      throws Exception {
    TestCertificates certificate = TestCertificates.selfSigned(Form.SERVER, "localhost");
    try (Handshake handshake = handshake(client, server, certificate, "localhost")) {
      assertTrue(handshake.isSecured());
      assertEquals(EDGE.identity(), PeerIdentity.of(handshake.server.handler));
      assertEquals("turnpike/1", handshake.server.handler.applicationProtocol());
      assertEquals("turnpike/1", handshake.client.handler.applicationProtocol());
      assertEquals("TLSv1.3", handshake.client.handler.engine().getSession().getProtocol());
      assertEquals(
          "TLS_AES_128_GCM_SHA256",
          handshake.client.handler.engine().getSession().getCipherSuite());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void sendsNoTicket(TlsProvider client, TlsProvider server) throws Exception {
    TestCertificates certificate = TestCertificates.selfSigned(Form.SERVER, "localhost");
    try (Handshake handshake = handshake(client, server, certificate, "localhost")) {
      assertTrue(handshake.isSecured());
      assertEquals(0, handshake.server.bytesSentAfterFinish);
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void acceptsAnRsaCertificate(TlsProvider client, TlsProvider server) throws Exception {
    TestCertificates certificate =
        TestCertificates.selfSigned(Form.SERVER.withAlgorithm("RSA"), "localhost");
    try (Handshake handshake = handshake(client, server, certificate, "localhost")) {
      assertTrue(handshake.isSecured());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void acceptsARelayWhoseAuthorityIsTrusted(TlsProvider client, TlsProvider server)
      throws Exception {
    TestCertificates root = TestCertificates.selfSigned(Form.AUTHORITY);
    TestCertificates middle = root.issue(Form.AUTHORITY);
    TestCertificates certificate = middle.issue(Form.SERVER, "localhost");
    ServerCertificate chain = certificate.server(directory, middle.certificate());
    try (Handshake handshake =
        new Handshake(edge(client, root, "localhost"), OuterTls.forRelay(server, chain, CLOCK))) {
      assertTrue(handshake.isSecured());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void refusesARelayWhoseCertificateIsNotTrusted(TlsProvider client, TlsProvider server)
      throws Exception {
    TestCertificates trusted = TestCertificates.selfSigned(Form.SERVER, "localhost");
    TestCertificates other = TestCertificates.selfSigned(Form.SERVER, "localhost");
    try (Handshake handshake =
        new Handshake(edge(client, trusted, "localhost"), relay(server, other))) {
      String line = handshake.client.description();
      assertTrue(line.startsWith("the relay's certificate is neither in "), line);
      assertTrue(line.contains(Certificates.fingerprint(other.certificate())), line);
      assertTrue(TlsFailures.isRefusal(handshake.client.failure()));
      assertFalse(handshake.server.isSecured());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void refusesARelayForAnotherHost(TlsProvider client, TlsProvider server) throws Exception {
    TestCertificates certificate =
        TestCertificates.selfSigned(Form.SERVER, "localhost", "127.0.0.1");
    try (Handshake handshake = handshake(client, server, certificate, "relay.example")) {
      assertEquals(
          "the relay's certificate is for localhost, 127.0.0.1, not for relay.example"
              + " (make one that is, with --dns or --ip of gen-cert x509)",
          handshake.client.description());
      assertTrue(
          handshake
              .server
              .description()
              .startsWith("the peer refused our certificate or identity (alert "),
          handshake.server.description());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void refusesARelayWhoseCertificateIsExpired(TlsProvider client, TlsProvider server)
      throws Exception {
    TestCertificates certificate =
        TestCertificates.selfSigned(
            Form.SERVER.withDates(NOW.minus(DAY), NOW.minusSeconds(1)), "localhost");
    try (Handshake handshake = handshake(client, server, certificate, "localhost")) {
      assertEquals(
          "the relay's certificate expired at 2026-03-01T11:59:59Z (make a new one with: gen-cert"
              + " x509)",
          handshake.client.description());
    }
  }

  @ParameterizedTest
  @MethodSource("io.turnpike.tls.Providers#each")
  void presentsTheLeafOfTheMoment(TlsProvider provider) throws Exception {
    TestCertificates certificate = TestCertificates.selfSigned(Form.SERVER, "localhost");
    TrustedRelay trust =
        TrustedRelay.load(certificate.writeTo(directory.resolve("root.crt")), "localhost");
    AtomicReference<Leaf> leaf = new AtomicReference<>(Leaf.mint(EDGE, CLOCK));
    SslContext edge = OuterTls.forEdge(provider, trust, leaf::get, CLOCK);
    SslContext relay = relay(provider, certificate);
    IdentityKeyPair other = IdentityKeyPair.generate();
    for (IdentityKeyPair keyPair : List.of(EDGE, other, EDGE)) {
      leaf.set(Leaf.mint(keyPair, CLOCK));
      try (Handshake handshake = new Handshake(edge, relay)) {
        assertEquals(keyPair.identity(), PeerIdentity.of(handshake.server.handler));
      }
    }
  }
}
