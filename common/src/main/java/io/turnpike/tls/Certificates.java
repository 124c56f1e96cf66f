package io.turnpike.tls;

import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import io.turnpike.identity.Profile;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Reads certificate files, and shows certificates as openssl does.
final class Certificates {
  private Certificates() {}

  /// All certificates of a PEM file, or of a profile: at least one.
  static List<X509Certificate> load(Path file) throws KeyFileException {
    String text = KeyFiles.readPublic(file);
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(text, file)) {
      if (Profile.isProfile(text) && !block.type().equals("CERTIFICATE")) {
        continue;
      }
      if (!block.type().equals("CERTIFICATE")) {
        throw new KeyFileException(file, block.type() + " block (expected: CERTIFICATE blocks)");
      }
      certificates.add(parse(block.der(), file));
    }
    if (certificates.isEmpty()) {
      throw new KeyFileException(
          file, "no certificate (expected: PEM; make one with: gen-cert x509)");
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate parse(byte[] der, Path file) throws KeyFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new KeyFileException(file, "damaged certificate (expected: X.509)", e);
    }
  }

  /// `AB:CD:…` of the SHA-256, as `openssl x509 -fingerprint -sha256` prints it.
  static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a parsed certificate has no encoding", e);
    }
  }
}
