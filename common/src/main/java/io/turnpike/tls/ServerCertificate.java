package io.turnpike.tls;

import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The relay's certificate with its private key, checked when they are read: `certs/server.crt` and
/// `certs/server.key`.
public final class ServerCertificate {
  private final List<X509Certificate> chain;
  private final Credential credential;

  private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.credential = Credential.of(chain, key);
  }

  /// Refuses a key open to others, a key of another certificate, and a certificate out of its
  /// dates.
  public static ServerCertificate load(Path certificateFile, Path keyFile) throws KeyFileException {
    return load(certificateFile, keyFile, TlsProvider.JDK);
  }

  /// As [#load(Path, Path)], for a process that has this provider anyway: it is asked whether the
  /// key is that of the certificate.
  public static ServerCertificate load(Path certificateFile, Path keyFile, TlsProvider provider)
      throws KeyFileException {
    return load(certificateFile, keyFile, provider, InstantSource.system());
  }

  static ServerCertificate load(
      Path certificateFile, Path keyFile, TlsProvider provider, InstantSource clock)
      throws KeyFileException {
    List<X509Certificate> chain = Certificates.load(certificateFile);
    X509Certificate certificate = chain.getFirst();
    String algorithm = certificate.getPublicKey().getAlgorithm();
    if (!algorithm.equals("EC") && !algorithm.equals("RSA")) {
      throw new KeyFileException(
          certificateFile,
          "certificate with a key of type " + algorithm + " (expected: P-256 or RSA)");
    }
    PrivateKey key = loadKey(keyFile, algorithm, certificateFile);
    if (!KeyMatch.holds(certificate, key, provider)) {
      throw new KeyFileException(
          keyFile,
          "private key of another certificate (expected: that of " + certificateFile + ")");
    }
    Optional<String> problem = Validity.problem(certificate, clock.instant());
    if (problem.isPresent()) {
      throw new KeyFileException(certificateFile, "the certificate " + problem.get());
    }
    return new ServerCertificate(chain, key);
  }

  private static PrivateKey loadKey(Path file, String algorithm, Path certificateFile)
      throws KeyFileException {
    List<PemBlock> blocks = PemBlock.parse(KeyFiles.readPrivate(file), file);
    String type = blocks.isEmpty() ? "no PEM" : blocks.getFirst().type() + " block";
    if (!type.equals("PRIVATE KEY block")) {
      throw new KeyFileException(
          file,
          type
              + " (expected: an unencrypted PRIVATE KEY; convert with: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW)");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst().der()));
    } catch (GeneralSecurityException e) {
      throw new KeyFileException(
          file,
          "no "
              + algorithm
              + " private key, or damaged (expected: that of "
              + certificateFile
              + ")",
          e);
    }
  }

  Credential credential() {
    return credential;
  }

  /// The names and addresses that the certificate is for.
  public List<String> hosts() {
    return HostNames.of(chain.getFirst());
  }

  public Instant expires() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /// The SHA-256 of the certificate, as openssl prints it.
  public String fingerprint() {
    return Certificates.fingerprint(chain.getFirst());
  }

  @Override
  public String toString() {
    return "server certificate " + fingerprint();
  }
}
