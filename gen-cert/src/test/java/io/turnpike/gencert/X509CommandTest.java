package io.turnpike.gencert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X509CommandTest {
  @TempDir Path directory;

  private Run run(String... args) {
    List<String> all = new ArrayList<>(List.of("x509", "--output", directory.toString()));
    all.addAll(Arrays.asList(args));
    return Run.of(all.toArray(String[]::new));
  }

  private X509Certificate certificate() throws Exception {
    byte[] pem = Files.readAllBytes(directory.resolve("server.crt"));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static List<String> hostsOf(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(entry -> String.valueOf(entry.get(1)))
        .toList();
  }

  @Test
  void makesAP256CertificateForAYear() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    Run run = run("--dns", "localhost", "--ip", "127.0.0.1");
    assertEquals(0, run.exitCode(), run.err().toString());
    X509Certificate certificate = certificate();
    certificate.verify(certificate.getPublicKey());
    assertEquals(
        256, ((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength());
    assertEquals(List.of("localhost", "127.0.0.1"), hostsOf(certificate));
    assertEquals(
        Duration.ofDays(366),
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()));
    Instant from = certificate.getNotBefore().toInstant().plus(Duration.ofDays(1));
    assertTrue(!from.isBefore(before) && !from.isAfter(Instant.now()), from.toString());
  }

  @Test
  void isNoAuthority() throws Exception {
    run("--dns", "localhost");
    X509Certificate certificate = certificate();
    assertEquals(-1, certificate.getBasicConstraints());
    boolean[] digitalSignatureAlone = new boolean[9];
    digitalSignatureAlone[0] = true;
    assertArrayEquals(digitalSignatureAlone, certificate.getKeyUsage());
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
  }

  @Test
  void makesAnRsaCertificateForAsManyDaysAsAsked() throws Exception {
    assertEquals(0, run("-d", "localhost", "--algorithm", "RSA", "--days", "2").exitCode());
    X509Certificate certificate = certificate();
    assertEquals(3072, ((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength());
    assertEquals(
        Duration.ofDays(3),
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()));
  }

  @Test
  void takesListsAndRepeatedOptionsAndNamesEachHostOnce() throws Exception {
    run(
        "-d",
        "Relay.example,*.example",
        "-i",
        "::1,127.0.0.1",
        "-d",
        "relay.example.",
        "-i",
        "[::1]");
    assertEquals(
        List.of("relay.example", "*.example", "0:0:0:0:0:0:0:1", "127.0.0.1"),
        hostsOf(certificate()));
  }

  @Test
  void writesTheKeyForItsOwnerAndTheCertificateForAll() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    run("--dns", "localhost");
    assertEquals("rw-------", modeOf("server.key"));
    assertEquals("rw-r--r--", modeOf("server.crt"));
    assertTrue(
        Files.readString(directory.resolve("server.key"))
            .startsWith("-----BEGIN PRIVATE KEY-----\n"));
  }

  private String modeOf(String name) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
  }

  @Test
  void saysWhatItMade() throws Exception {
    Run run = run("--dns", "localhost", "--ip", "127.0.0.1");
    assertEquals(
        directory.resolve("server.crt") + ": certificate, for the relay-server and each edge",
        run.out().get(0));
    assertEquals("  hosts    localhost, 127.0.0.1", run.out().get(1));
    assertEquals("  expires  " + certificate().getNotAfter().toInstant(), run.out().get(2));
    assertTrue(run.out().get(3).matches("  SHA-256  ([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    assertEquals(
        directory.resolve("server.key") + ": its private key, for the relay-server alone",
        run.out().get(4));
    assertEquals(5, run.out().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.crt", "server.key"})
  void replacesNothingWithoutForce(String existing) throws Exception {
    Path file = Files.writeString(directory.resolve(existing), "precious");
    Run run = run("--dns", "localhost");
    assertEquals(2, run.exitCode());
    assertEquals(
        List.of("gen-cert x509: " + file + ": exists already (expected: no such file, or --force)"),
        run.err());
    assertEquals("precious", Files.readString(file));
    assertEquals(1, directory.toFile().list().length);
    assertEquals(0, run("--dns", "localhost", "--force").exitCode());
    assertNotEquals("precious", Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'', 'no host (expected: the names and addresses by which the edges reach the"
            + " relay-server, as --dns relay.example --ip 203.0.113.7)'",
        "'--ip 127.0.0.1,', '--ip: \"\" (expected: an IPv4 or IPv6 address)'",
        "'--ip relay.example', '--ip: \"relay.example\" (expected: an IPv4 or IPv6 address)'",
        "'--ip fe80::1%eth0', '--ip: \"fe80::1%eth0\" (expected: an IPv4 or IPv6 address)'",
        "'--dns 127.0.0.1', '--dns: \"127.0.0.1\" is an address (expected: a host name; give"
            + " addresses with --ip)'",
        "'--dns a..b', '--dns: \"a..b\" (expected: a host name, such as relay.example or"
            + " *.example)'",
        "'--dns x --days 0', '--days: 0 (expected: 1 to 36500)'",
        "'--dns x --days 36501', '--days: 36501 (expected: 1 to 36500)'",
        "'--dns x --algorithm ed25519', '--algorithm: \"ed25519\" (expected: p256 or rsa); try"
            + " \"gen-cert x509 --help\"'"
      })
  void refusesAWrongCommandLineInOneLine(String args, String line) {
    Run run = args.isEmpty() ? run() : run(args.split(" "));
    assertEquals(2, run.exitCode());
    assertEquals(List.of("gen-cert x509: " + line), run.err());
    assertEquals(0, directory.toFile().list().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "rsa"})
  void isARootForOpenssl(String algorithm) throws Exception {
    run("--dns", "localhost", "--ip", "127.0.0.1", "--algorithm", algorithm);
    String file = directory.resolve("server.crt").toString();
    assertEquals(
        file + ": OK",
        Tool.run(
            "openssl",
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-verify_hostname",
            "localhost",
            "-verify_ip",
            "127.0.0.1",
            "-CAfile",
            file,
            file));
  }
}
