package io.turnpike.tls;

import io.turnpike.identity.KeyFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;

/// The relay that an edge will talk to: its host, and the certificates of `certs/server.crt`, of
/// which the presented one must be one or come from one. No tolerance in dates here: this
/// certificate is made by hand, for a year.
public final class TrustedRelay {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private final Path file;
  private final Set<X509Certificate> roots;
  private final String host;

  private TrustedRelay(Path file, List<X509Certificate> roots, String host) {
    this.file = file;
    this.roots = Set.copyOf(new HashSet<>(roots));
    this.host = host;
  }

  /// @param host the name or address by which the edge reaches the relay, without port and brackets
  public static TrustedRelay load(Path file, String host) throws KeyFileException {
    return new TrustedRelay(file, Certificates.load(file), host);
  }

  /// When the first of the trusted certificates ends.
  public Instant expires() {
    return roots.stream()
        .map(root -> root.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  /// What can be seen to be wrong before the relay has shown anything: no certificate of the file
  /// could be, or could have signed, one for this host now.
  public Optional<String> problem(Instant now) {
    Optional<String> problem = Optional.empty();
    for (X509Certificate root : roots) {
      Optional<String> own = Validity.problem(root, now).map(why -> "the certificate " + why);
      if (own.isEmpty() && root.getBasicConstraints() < 0 && !HostNames.matches(root, host)) {
        own = Optional.of(otherHost("the certificate", root));
      }
      if (own.isEmpty()) {
        return own;
      }
      problem = own;
    }
    return problem;
  }

  private String otherHost(String what, X509Certificate certificate) {
    List<String> names = HostNames.of(certificate);
    return "%s is for %s, not for %s (make one that is, with --dns or --ip of gen-cert x509)"
        .formatted(what, names.isEmpty() ? "no host" : String.join(", ", names), host);
  }

  /// The name for SNI.
  Optional<SNIHostName> serverName() {
    return HostNames.serverName(host);
  }

  void check(X509Certificate[] chain, Instant now) throws CertificateException {
    X509Certificate relay = chain[0];
    if (!roots.contains(relay)) {
      checkPath(chain, now);
    }
    checkDates(relay, now);
    checkUsage(relay);
    if (!HostNames.matches(relay, host)) {
      throw new PeerRefusedException(
          TlsProblem.OTHER_HOST, otherHost("the relay's certificate", relay));
    }
  }

  private void checkPath(X509Certificate[] chain, Instant now) throws CertificateException {
    Set<TrustAnchor> anchors =
        roots.stream()
            .filter(root -> root.getBasicConstraints() >= 0)
            .map(root -> new TrustAnchor(root, null))
            .collect(Collectors.toSet());
    if (anchors.isEmpty()) {
      throw notTrusted(chain[0]);
    }
    List<X509Certificate> path =
        Arrays.stream(chain).takeWhile(certificate -> !roots.contains(certificate)).toList();
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException e) {
      for (X509Certificate certificate : path) {
        checkDates(certificate, now); // a clearer word when that is the reason
      }
      throw notTrusted(chain[0]);
    } catch (InvalidAlgorithmParameterException e) {
      throw new CertificateException("unusable roots in " + file, e);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("no PKIX in this JDK", e);
    }
  }

  private PeerRefusedException notTrusted(X509Certificate certificate) {
    return new PeerRefusedException(
        TlsProblem.UNTRUSTED,
        "the relay's certificate is neither in %s nor signed by one in it (presented: SHA-256 %s; expected: the relay's own server.crt in that file)"
            .formatted(file, Certificates.fingerprint(certificate)));
  }

  private static void checkDates(X509Certificate certificate, Instant now)
      throws PeerRefusedException {
    Optional<String> problem = Validity.problem(certificate, now);
    if (problem.isPresent()) {
      throw new PeerRefusedException(
          now.isBefore(certificate.getNotBefore().toInstant())
              ? TlsProblem.NOT_YET_VALID
              : TlsProblem.EXPIRED,
          "the relay's certificate " + problem.get());
    }
  }

  private static void checkUsage(X509Certificate certificate) throws CertificateException {
    List<String> usages = certificate.getExtendedKeyUsage();
    if (usages != null && !usages.contains(SERVER_AUTH) && !usages.contains(ANY_USAGE)) {
      throw new PeerRefusedException(
          TlsProblem.NOT_FOR_SERVERS,
          "the relay's certificate is not for servers (expected: extended key usage serverAuth)");
    }
  }

  @Override
  public String toString() {
    return host + " with the certificates of " + file;
  }
}
