package io.turnpike.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// Whether a certificate is within its dates, in words.
final class Validity {
  private Validity() {}

  /// What is wrong, to follow "the certificate".
  static Optional<String> problem(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isAfter(to)) {
      return Optional.of("expired at " + to + " (make a new one with: gen-cert x509)");
    }
    if (now.isBefore(from)) {
      return Optional.of("is not valid before " + from + " (it is " + now + "; check the clock)");
    }
    return Optional.empty();
  }
}
