package io.turnpike.tls;

import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.PemBlock;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// A certificate as a person wants to see it. Immutable.
public final class CertificateInfo {
  private final X509Certificate certificate;

  private CertificateInfo(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /// Those of a PEM file or of a profile, in their order: at least one.
  public static List<CertificateInfo> load(Path file) throws KeyFileException {
    return Certificates.load(file).stream().map(CertificateInfo::new).toList();
  }

  /// The one that the peer has shown.
  ///
  /// @throws IllegalStateException before the end of the handshake
  public static CertificateInfo ofPeer(SSLSession session) {
    try {
      return new CertificateInfo((X509Certificate) session.getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("no certificate in this session", e);
    }
  }

  public String subject() {
    return certificate.getSubjectX500Principal().getName();
  }

  /// The names and addresses that it is for.
  public List<String> hosts() {
    return HostNames.of(certificate);
  }

  public boolean isFor(String host) {
    return HostNames.matches(certificate, host);
  }

  /// Whether it may sign others.
  public boolean isAuthority() {
    return certificate.getBasicConstraints() >= 0;
  }

  public String keyType() {
    return certificate.getPublicKey().getAlgorithm();
  }

  public Instant from() {
    return certificate.getNotBefore().toInstant();
  }

  public Instant to() {
    return certificate.getNotAfter().toInstant();
  }

  /// What is wrong with its dates, to follow "the certificate".
  public Optional<String> problem(Instant now) {
    return Validity.problem(certificate, now);
  }

  /// The SHA-256, as openssl prints it.
  public String fingerprint() {
    return Certificates.fingerprint(certificate);
  }

  public PemBlock pem() {
    try {
      return PemBlock.of("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a parsed certificate has no encoding", e);
    }
  }

  @Override
  public String toString() {
    return "certificate " + fingerprint();
  }
}
