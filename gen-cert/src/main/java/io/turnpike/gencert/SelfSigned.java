package io.turnpike.gencert;

import io.turnpike.identity.PemBlock;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A self-signed server certificate with its key, both as PEM.
///
/// It is no authority: whoever steals the relay's key cannot issue certificates that the edges
/// would trust. OpenSSL, curl and our edges nevertheless take it as a root, for itself alone.
record SelfSigned(String certificatePem, String keyPem) {
  private static final Duration CLOCK_ERROR = Duration.ofDays(1);
  private static final int SERIAL_BITS = 127;
  private static final int MAX_COMMON_NAME_CHARACTERS = 64; // X.520

  static SelfSigned make(KeyAlgorithm algorithm, HostList hosts, Instant now, Duration validity) {
    try {
      KeyPair keyPair = algorithm.newKeyPair();
      X500Name subject = subject(hosts);
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              subject,
              new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1),
              Date.from(now.minus(CLOCK_ERROR)),
              Date.from(now.plus(validity)),
              subject,
              keyPair.getPublic());
      addExtensions(builder, keyPair, hosts);
      byte[] certificate =
          builder
              .build(new JcaContentSignerBuilder(algorithm.signature()).build(keyPair.getPrivate()))
              .getEncoded();
      return new SelfSigned(
          PemBlock.write("CERTIFICATE", certificate),
          PemBlock.write("PRIVATE KEY", keyPair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(
          "the JDK cannot make a " + algorithm.word() + " certificate", e);
    }
  }

  private static void addExtensions(
      JcaX509v3CertificateBuilder builder, KeyPair keyPair, HostList hosts)
      throws IOException, GeneralSecurityException {
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(Extension.subjectAlternativeName, false, alternativeNames(hosts))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            identifiers.createSubjectKeyIdentifier(keyPair.getPublic()))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(keyPair.getPublic()));
  }

  /// For people only; programs look at the alternative names.
  private static X500Name subject(HostList hosts) {
    String name =
        hosts.all().stream()
            .filter(host -> host.length() <= MAX_COMMON_NAME_CHARACTERS)
            .findFirst()
            .orElse("turnpike relay");
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
  }

  private static GeneralNames alternativeNames(HostList hosts) {
    List<GeneralName> names = new ArrayList<>();
    hosts.names().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    hosts.addresses().forEach(ip -> names.add(new GeneralName(GeneralName.iPAddress, ip)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  @Override
  public String toString() {
    return "self-signed certificate";
  }
}
