package io.turnpike.tls;

import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes certificates for tests: self-signed ones, authorities, and what those issue.
record TestCertificates(X509Certificate certificate, PrivateKey key) {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration DAY = Duration.ofDays(1);

  /// What a certificate says of itself; a builder in one record.
  record Form(String algorithm, boolean authority, Instant from, Instant to, boolean forClients) {
    static final Form SERVER = new Form("EC", false, NOW.minus(DAY), NOW.plus(DAY), false);
    static final Form AUTHORITY = new Form("EC", true, NOW.minus(DAY), NOW.plus(DAY), false);

    Form withAlgorithm(String algorithm) {
      return new Form(algorithm, authority, from, to, forClients);
    }

    Form withDates(Instant from, Instant to) {
      return new Form(algorithm, authority, from, to, forClients);
    }

    Form onlyForClients() {
      return new Form(algorithm, authority, from, to, true);
    }
  }

  static TestCertificates selfSigned(Form form, String... hosts) throws Exception {
    KeyPair pair = newPair(form.algorithm());
    return issue(form, pair, new TestCertificates(null, pair.getPrivate()), hosts);
  }

  TestCertificates issue(Form form, String... hosts) throws Exception {
    return issue(form, newPair(form.algorithm()), this, hosts);
  }

  private static KeyPair newPair(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (!algorithm.equals("Ed25519")) {
      generator.initialize(algorithm.equals("EC") ? 256 : 2048);
    }
    return generator.generateKeyPair();
  }

  private static TestCertificates issue(
      Form form, KeyPair pair, TestCertificates issuer, String... hosts) throws Exception {
    X500Name subject = new X500Name("CN=test " + System.identityHashCode(pair));
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer.certificate == null
                ? subject
                : X500Name.getInstance(issuer.certificate.getSubjectX500Principal().getEncoded()),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(form.from()),
            Date.from(form.to()),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(form.authority()));
    if (hosts.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
    }
    if (form.forClients()) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    }
    String signature =
        switch (issuer.key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    return new TestCertificates(
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(new JcaContentSignerBuilder(signature).build(issuer.key))),
        pair.getPrivate());
  }

  private static GeneralNames names(String... hosts) {
    return new GeneralNames(
        Arrays.stream(hosts)
            .map(host ->
                new GeneralName(
                    host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                    host))
            .toArray(GeneralName[]::new));
  }

  Path writeTo(Path file) throws Exception {
    return write(file, List.of(certificate));
  }

  static Path write(Path file, List<X509Certificate> certificates) throws Exception {
    StringBuilder pem = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      pem.append(PemBlock.write("CERTIFICATE", certificate.getEncoded()));
    }
    KeyFiles.writePublic(file, pem.toString(), true);
    return file;
  }

  Path writeKeyTo(Path file) throws Exception {
    KeyFiles.writePrivate(file, PemBlock.write("PRIVATE KEY", key.getEncoded()), true);
    return file;
  }

  /// With these issuers behind it in the chain that the server presents.
  ServerCertificate server(Path directory, X509Certificate... issuers) throws Exception {
    List<X509Certificate> chain =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(certificate), Arrays.stream(issuers))
            .toList();
    return ServerCertificate.load(
        write(directory.resolve("server.crt"), chain),
        writeKeyTo(directory.resolve("server.key")),
        TlsProvider.best(),
        () -> certificate.getNotBefore().toInstant());
  }
}
