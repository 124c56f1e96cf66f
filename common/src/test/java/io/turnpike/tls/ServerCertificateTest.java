package io.turnpike.tls;

import static io.turnpike.tls.TestCertificates.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import io.turnpike.tls.TestCertificates.Form;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCertificateTest {
  @TempDir Path directory;
  private Path crt;
  private Path key;

  @BeforeEach
  void nameTheFiles() {
    crt = directory.resolve("server.crt");
    key = directory.resolve("server.key");
  }

  private ServerCertificate load(Instant now) throws KeyFileException {
    return ServerCertificate.load(crt, key, TlsProvider.best(), () -> now);
  }

  private String messageAt(Instant now) {
    return String.valueOf(assertThrows(KeyFileException.class, () -> load(now)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void loadsAPairAndTellsWhatItIs(String algorithm) throws Exception {
    TestCertificates made =
        TestCertificates.selfSigned(Form.SERVER.withAlgorithm(algorithm), "localhost", "127.0.0.1");
    made.writeTo(crt);
    made.writeKeyTo(key);
    ServerCertificate loaded = load(NOW);
    assertEquals(List.of("localhost", "127.0.0.1"), loaded.hosts());
    assertEquals(NOW.plus(TestCertificates.DAY), loaded.expires());
    assertTrue(loaded.fingerprint().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    assertEquals("server certificate " + loaded.fingerprint(), loaded.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void refusesTheKeyOfAnotherCertificate(String algorithm) throws Exception {
    TestCertificates.selfSigned(Form.SERVER.withAlgorithm(algorithm)).writeTo(crt);
    TestCertificates.selfSigned(Form.SERVER.withAlgorithm(algorithm)).writeKeyTo(key);
    assertEquals(
        key + ": private key of another certificate (expected: that of " + crt + ")",
        messageAt(NOW));
  }

  @Test
  void refusesAKeyOfAnotherType() throws Exception {
    TestCertificates.selfSigned(Form.SERVER).writeTo(crt);
    TestCertificates.selfSigned(Form.SERVER.withAlgorithm("RSA")).writeKeyTo(key);
    assertEquals(
        key + ": no EC private key, or damaged (expected: that of " + crt + ")", messageAt(NOW));
  }

  @Test
  void refusesAnEd25519CertificateWhichBoringSslCannotUse() throws Exception {
    TestCertificates made = TestCertificates.selfSigned(Form.SERVER.withAlgorithm("Ed25519"));
    made.writeTo(crt);
    made.writeKeyTo(key);
    assertEquals(
        crt + ": certificate with a key of type EdDSA (expected: P-256 or RSA)", messageAt(NOW));
  }

  @Test
  void refusesACertificateOutOfItsDates() throws Exception {
    TestCertificates made = TestCertificates.selfSigned(Form.SERVER);
    made.writeTo(crt);
    made.writeKeyTo(key);
    Instant from = NOW.minus(TestCertificates.DAY);
    Instant to = NOW.plus(TestCertificates.DAY);
    load(from);
    load(to);
    assertEquals(
        crt + ": the certificate expired at " + to + " (make a new one with: gen-cert x509)",
        messageAt(to.plusSeconds(1)));
    assertTrue(
        messageAt(from.minusSeconds(1))
            .startsWith(crt + ": the certificate is not valid before " + from));
  }

  @Test
  void refusesAKeyOpenToOthers() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    TestCertificates made = TestCertificates.selfSigned(Form.SERVER);
    made.writeTo(crt);
    made.writeKeyTo(key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertTrue(messageAt(NOW).endsWith("(run: chmod 600 " + key + ")"));
  }

  @Test
  void saysHowToConvertAKeyInAnotherForm() throws Exception {
    TestCertificates.selfSigned(Form.SERVER).writeTo(crt);
    KeyFiles.writePrivate(key, PemBlock.write("EC PRIVATE KEY", new byte[8]), false);
    assertTrue(messageAt(NOW).startsWith(key + ": EC PRIVATE KEY block (expected: an unencrypted"));
    assertTrue(messageAt(NOW).contains("openssl pkcs8 -topk8 -nocrypt"));
  }

  @Test
  void namesTheFileThatIsMissing() throws Exception {
    assertEquals(crt + ": no such file", messageAt(NOW));
    TestCertificates.selfSigned(Form.SERVER).writeTo(crt);
    assertEquals(key + ": no such file", messageAt(NOW));
  }

  @Test
  void refusesFilesThatWereSwapped() throws Exception {
    TestCertificates made = TestCertificates.selfSigned(Form.SERVER);
    made.writeTo(key);
    made.writeKeyTo(crt);
    assertEquals(crt + ": PRIVATE KEY block (expected: CERTIFICATE blocks)", messageAt(NOW));
  }
}
