package io.turnpike.tls;

import static io.turnpike.tls.TestCertificates.DAY;
import static io.turnpike.tls.TestCertificates.NOW;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.identity.KeyFileException;
import io.turnpike.tls.TestCertificates.Form;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedRelayTest {
  @TempDir Path directory;

  private TrustedRelay trust(String host, TestCertificates... roots) throws Exception {
    List<X509Certificate> certificates =
        java.util.Arrays.stream(roots).map(TestCertificates::certificate).toList();
    return TrustedRelay.load(
        TestCertificates.write(directory.resolve("server.crt"), certificates), host);
  }

  private static void check(TrustedRelay trust, TestCertificates... chain) throws Exception {
    trust.check(
        java.util.Arrays.stream(chain)
            .map(TestCertificates::certificate)
            .toArray(X509Certificate[]::new),
        NOW);
  }

  private static String messageOf(TrustedRelay trust, TestCertificates... chain) {
    return String.valueOf(
        assertThrows(CertificateException.class, () -> check(trust, chain)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "relay.example, relay.example",
    "relay.example, RELAY.example.",
    "Relay.Example, relay.example",
    "*.example, relay.example",
    "xn--bcher-kva.example, bücher.example",
    "127.0.0.1, 127.0.0.1",
    "2001:db8::1, 2001:db8:0:0::1"
  })
  void acceptsTheHostOfTheCertificate(String name, String host) throws Exception {
    TestCertificates relay = TestCertificates.selfSigned(Form.SERVER, name);
    TrustedRelay trust = trust(host, relay);
    assertDoesNotThrow(() -> check(trust, relay));
  }

  @ParameterizedTest
  @CsvSource({
    "relay.example, example",
    "relay.example, x.relay.example",
    "relay.example, relay.example.org",
    "*.example, example",
    "*.example, a.b.example",
    "*.example, .example",
    "re*.example, relay.example",
    "127.0.0.1, localhost",
    "127.0.0.1, 127.0.0.2",
    "*.0.0.1, 127.0.0.1",
    "2001:db8::1, 2001:db8::2",
    "localhost, 127.0.0.1"
  })
  void refusesEveryOtherHost(String name, String host) throws Exception {
    TestCertificates relay = TestCertificates.selfSigned(Form.SERVER, name);
    String line = messageOf(trust(host, relay), relay);
    assertTrue(line.startsWith("the relay's certificate is for "), line);
    assertTrue(line.contains(", not for " + host + " "), line);
  }

  @Test
  void saysThatACertificateIsForNoHost() throws Exception {
    TestCertificates relay = TestCertificates.selfSigned(Form.SERVER);
    assertTrue(messageOf(trust("localhost", relay), relay).contains("is for no host, not for"));
  }

  @Test
  void acceptsAnyOfSeveralCertificates() throws Exception {
    TestCertificates old = TestCertificates.selfSigned(Form.SERVER, "localhost");
    TestCertificates next = TestCertificates.selfSigned(Form.SERVER, "localhost");
    TrustedRelay trust = trust("localhost", old, next);
    assertDoesNotThrow(() -> check(trust, old));
    assertDoesNotThrow(() -> check(trust, next));
  }

  @Test
  void toleratesNothingInTheDatesOfTheRelay() throws Exception {
    TestCertificates late =
        TestCertificates.selfSigned(
            Form.SERVER.withDates(NOW.plusSeconds(1), NOW.plus(DAY)), "localhost");
    assertEquals(
        "the relay's certificate is not valid before 2026-03-01T12:00:01Z (it is"
            + " 2026-03-01T12:00:00Z; check the clock)",
        messageOf(trust("localhost", late), late));
    TestCertificates early =
        TestCertificates.selfSigned(
            Form.SERVER.withDates(NOW.minus(DAY), NOW.minusSeconds(1)), "localhost");
    assertTrue(
        messageOf(trust("localhost", early), early)
            .startsWith("the relay's certificate expired at 2026-03-01T11:59:59Z"));
    TestCertificates exact =
        TestCertificates.selfSigned(Form.SERVER.withDates(NOW, NOW), "localhost");
    TrustedRelay trust = trust("localhost", exact);
    assertDoesNotThrow(() -> check(trust, exact));
  }

  @Test
  void acceptsAChainWithOrWithoutItsRoot() throws Exception {
    TestCertificates root = TestCertificates.selfSigned(Form.AUTHORITY);
    TestCertificates relay = root.issue(Form.SERVER, "localhost");
    TrustedRelay trust = trust("localhost", root);
    assertDoesNotThrow(() -> check(trust, relay));
    assertDoesNotThrow(() -> check(trust, relay, root));
  }

  @Test
  void refusesWhatAServersOwnCertificateHasSigned() throws Exception {
    TestCertificates server = TestCertificates.selfSigned(Form.SERVER, "localhost");
    TestCertificates forged = server.issue(Form.SERVER, "localhost");
    assertTrue(messageOf(trust("localhost", server), forged, server).contains("is neither in "));
  }

  @Test
  void refusesAChainThroughACertificateThatIsNoAuthority() throws Exception {
    TestCertificates root = TestCertificates.selfSigned(Form.AUTHORITY);
    TestCertificates server = root.issue(Form.SERVER, "other.example");
    TestCertificates forged = server.issue(Form.SERVER, "localhost");
    assertTrue(messageOf(trust("localhost", root), forged, server).contains("is neither in "));
  }

  @Test
  void refusesAStrangersChain() throws Exception {
    TestCertificates root = TestCertificates.selfSigned(Form.AUTHORITY);
    TestCertificates stranger = TestCertificates.selfSigned(Form.AUTHORITY);
    TestCertificates relay = stranger.issue(Form.SERVER, "localhost");
    assertTrue(messageOf(trust("localhost", root), relay, stranger).contains("is neither in "));
  }

  @Test
  void saysThatACertificateInTheChainIsExpired() throws Exception {
    TestCertificates root = TestCertificates.selfSigned(Form.AUTHORITY);
    TestCertificates relay =
        root.issue(Form.SERVER.withDates(NOW.minus(DAY), NOW.minusSeconds(1)), "localhost");
    assertTrue(
        messageOf(trust("localhost", root), relay).startsWith("the relay's certificate expired"));
  }

  @Test
  void refusesACertificateForClients() throws Exception {
    TestCertificates relay = TestCertificates.selfSigned(Form.SERVER.onlyForClients(), "localhost");
    assertTrue(messageOf(trust("localhost", relay), relay).contains("is not for servers"));
  }

  @Test
  void sendsAServerNameForNamesOnly() throws Exception {
    TestCertificates relay = TestCertificates.selfSigned(Form.SERVER, "localhost");
    assertEquals(
        Optional.of(new SNIHostName("relay.example")), trust("Relay.example.", relay).serverName());
    assertEquals(Optional.empty(), trust("127.0.0.1", relay).serverName());
    assertEquals(Optional.empty(), trust("::1", relay).serverName());
  }

  @Test
  void refusesAFileWithoutCertificates() throws Exception {
    Path file = Files.writeString(directory.resolve("server.crt"), "hello");
    KeyFileException e =
        assertThrows(KeyFileException.class, () -> TrustedRelay.load(file, "localhost"));
    assertEquals(
        file + ": no certificate (expected: PEM; make one with: gen-cert x509)", e.getMessage());
  }
}
