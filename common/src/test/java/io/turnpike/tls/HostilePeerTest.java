package io.turnpike.tls;

import static io.turnpike.tls.TestCertificates.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import io.turnpike.tls.TestCertificates.Form;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Peers that no turnpike program would be, against the relay and against an edge.
class HostilePeerTest {
  private static final String PAIRS = "io.turnpike.tls.Providers#pairs";
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final IdentityKeyPair EDGE = IdentityKeyPair.generate();
  private static final IdentityKeyPair OTHER = IdentityKeyPair.generate();

  @TempDir Path directory;
  private TestCertificates certificate;

  @BeforeEach
  void makeTheRelaysCertificate() throws Exception {
    certificate = TestCertificates.selfSigned(Form.SERVER, "localhost");
  }

  private SslContext relay(TlsProvider provider) throws Exception {
    return OuterTls.forRelay(provider, certificate.server(directory), CLOCK);
  }

  private SslContext edge(TlsProvider provider) throws Exception {
    TrustedRelay trust =
        TrustedRelay.load(certificate.writeTo(directory.resolve("root.crt")), "localhost");
    return OuterTls.forEdge(provider, trust, () -> Leaf.mint(EDGE, CLOCK), CLOCK);
  }

  private static SslContextBuilder anyClient(TlsProvider provider) {
    return SslContextBuilder.forClient()
        .sslProvider(provider.netty())
        .endpointIdentificationAlgorithm(null)
        .trustManager(InsecureTrustManagerFactory.INSTANCE);
  }

  private static ApplicationProtocolConfig alpn(String protocol) {
    return new ApplicationProtocolConfig(
        ApplicationProtocolConfig.Protocol.ALPN,
        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
        protocol);
  }

  private SslContext clientPresenting(TlsProvider provider, Credential credential)
      throws Exception {
    return anyClient(provider)
        .protocols("TLSv1.3")
        .keyManager(new CredentialKeyManager(() -> credential))
        .applicationProtocolConfig(alpn(OuterTls.APPLICATION_PROTOCOL))
        .build();
  }

  private void assertRelayRefuses(SslContext client, TlsProvider server, String line)
      throws Exception {
    try (Handshake handshake = new Handshake(client, relay(server))) {
      assertEquals(line, handshake.server.description());
      assertFalse(handshake.client.isSecured());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aClientOfAnotherProtocolIsRefused(TlsProvider client, TlsProvider server) throws Exception {
    Credential leaf = Credential.of(Leaf.mint(EDGE, CLOCK));
    for (String protocol : List.of("turnpike/2", "turnpike/1 ", "h2")) {
      SslContext context =
          anyClient(client)
              .protocols("TLSv1.3")
              .keyManager(new CredentialKeyManager(() -> leaf))
              .applicationProtocolConfig(alpn(protocol))
              .build();
      assertRelayRefuses(
          context,
          server,
          "the peer's application protocol is none (expected: \"turnpike/1\"; is it a turnpike"
              + " program?)");
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aClientWithoutAlpnIsRefused(TlsProvider client, TlsProvider server) throws Exception {
    Credential leaf = Credential.of(Leaf.mint(EDGE, CLOCK));
    assertRelayRefuses(
        anyClient(client)
            .protocols("TLSv1.3")
            .keyManager(new CredentialKeyManager(() -> leaf))
            .build(),
        server,
        "the peer's application protocol is none (expected: \"turnpike/1\"; is it a turnpike"
            + " program?)");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aServerWithoutAlpnIsRefused(TlsProvider client, TlsProvider server) throws Exception {
    SslContext web =
        SslContextBuilder.forServer(certificate.key(), certificate.certificate())
            .sslProvider(server.netty())
            .protocols("TLSv1.3")
            .build();
    try (Handshake handshake = new Handshake(edge(client), web)) {
      assertEquals(
          "the peer's application protocol is none (expected: \"turnpike/1\"; is it a turnpike"
              + " program?)",
          handshake.client.description());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aClientThatSpeaksOnlyTls12IsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    SslContext old =
        anyClient(client)
            .protocols("TLSv1.2")
            .applicationProtocolConfig(alpn(OuterTls.APPLICATION_PROTOCOL))
            .build();
    try (Handshake handshake = new Handshake(old, relay(server))) {
      assertEquals("the peer does not speak TLS 1.3", handshake.server.description());
      assertEquals(
          "the peer does not speak TLS 1.3 (alert protocol_version)",
          handshake.client.description());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aServerThatSpeaksOnlyTls12IsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    SslContext old =
        SslContextBuilder.forServer(certificate.key(), certificate.certificate())
            .sslProvider(server.netty())
            .protocols("TLSv1.2")
            .build();
    try (Handshake handshake = new Handshake(edge(client), old)) {
      assertTrue(
          handshake.client.description().startsWith("the peer does not speak"),
          handshake.client.description());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aClientWithoutACertificateIsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    SslContext anonymous =
        anyClient(client)
            .protocols("TLSv1.3")
            .applicationProtocolConfig(alpn(OuterTls.APPLICATION_PROTOCOL))
            .build();
    assertRelayRefuses(anonymous, server, "the peer presented no certificate");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aClientWithAnOrdinaryCertificateIsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    TestCertificates ordinary = TestCertificates.selfSigned(Form.SERVER, "localhost");
    Credential credential = Credential.of(List.of(ordinary.certificate()), ordinary.key());
    try (Handshake handshake = new Handshake(clientPresenting(client, credential), relay(server))) {
      String line = handshake.server.description();
      assertTrue(line.startsWith("the peer's certificate of \"CN=test"), line);
      assertTrue(line.endsWith("(expected: a turnpike leaf)"), line);
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aLeafWithABitFlippedInItsSignatureIsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    Leaf leaf = Leaf.mint(EDGE, CLOCK);
    byte[] encoded = leaf.certificate().getEncoded();
    encoded[encoded.length - 40] ^= 1;
    assertRelayRefuses(
        clientPresenting(client, Credential.of(List.of(parse(encoded)), leaf.privateKey())),
        server,
        "the peer's leaf not signed by the identity it names, " + EDGE.identity());
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aLeafThatNamesAnotherIdentityIsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    Leaf leaf = Leaf.mint(EDGE, CLOCK);
    HexFormat hex = HexFormat.of();
    String swapped =
        hex.formatHex(leaf.certificate().getEncoded())
            .replace(
                hex.formatHex(EDGE.identity().rawKey()), hex.formatHex(OTHER.identity().rawKey()));
    X509Certificate forged = parse(hex.parseHex(swapped));
    assertRelayRefuses(
        clientPresenting(client, Credential.of(List.of(forged), leaf.privateKey())),
        server,
        "the peer's leaf not signed by the identity it names, " + OTHER.identity());
  }

  @ParameterizedTest
  @MethodSource("io.turnpike.tls.Providers#each")
  void aStolenLeafWithoutItsKeyIsRefused(TlsProvider server) throws Exception {
    Leaf stolen = Leaf.mint(OTHER, CLOCK);
    Leaf own = Leaf.mint(EDGE, CLOCK);
    Credential mixed = Credential.of(List.of(stolen.certificate()), own.privateKey());
    // BoringSSL as a client would not even start with a key that does not fit
    try (Handshake handshake =
        new Handshake(clientPresenting(TlsProvider.JDK, mixed), relay(server))) {
      String line = handshake.server.description();
      assertTrue(line.startsWith("the peer does not have the key of its certificate"), line);
      assertFalse(handshake.client.isSecured());
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aClientThatPresentsMoreThanItsLeafIsRefused(TlsProvider client, TlsProvider server)
      throws Exception {
    Leaf leaf = Leaf.mint(EDGE, CLOCK);
    X509Certificate more = Leaf.mint(OTHER, CLOCK).certificate();
    Credential credential = Credential.of(List.of(leaf.certificate(), more), leaf.privateKey());
    assertRelayRefuses(
        clientPresenting(client, credential),
        server,
        "the peer presented 2 certificates (expected: one leaf)");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void aServerThatAsksForNoCertificateGetsNoIdentity(TlsProvider client, TlsProvider server)
      throws Exception {
    SslContext lax =
        SslContextBuilder.forServer(certificate.key(), certificate.certificate())
            .sslProvider(server.netty())
            .protocols("TLSv1.3")
            .clientAuth(ClientAuth.NONE)
            .applicationProtocolConfig(alpn(OuterTls.APPLICATION_PROTOCOL))
            .build();
    try (Handshake handshake = new Handshake(edge(client), lax)) {
      assertTrue(handshake.isSecured());
      org.junit.jupiter.api.Assertions.assertThrows(
          IllegalStateException.class, () -> PeerIdentity.of(handshake.server.handler));
    }
  }

  private static X509Certificate parse(byte[] encoded) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }
}
