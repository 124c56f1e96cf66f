package io.turnpike.proxy;

import io.turnpike.cli.UserError;
import java.nio.file.Path;
import java.util.Optional;

/// On which side TLS is spoken, and with what.
///
/// @param certificate shown to sources; without it they speak plain TCP
/// @param key the certificate's private key
/// @param backend whether backends are dialled with TLS
/// @param backendAuthorities whom to trust there; without it, whom the JDK trusts
/// @param backendName asked for and expected there instead of the backend's own host
public record TlsFiles(
    Optional<Path> certificate,
    Optional<Path> key,
    boolean backend,
    Optional<Path> backendAuthorities,
    Optional<String> backendName) {
  static final TlsFiles NONE =
      new TlsFiles(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

  public TlsFiles {
    if (certificate.isPresent() != key.isPresent()) {
      throw UserError.usage(
          "--tls-cert without --tls-key, or the reverse (expected: both, or none)");
    }
    if (!backend && backendAuthorities.isPresent()) {
      throw UserError.usage("--backend-ca without --backend-tls (expected: both)");
    }
    if (!backend && backendName.isPresent()) {
      throw UserError.usage("--backend-sni without --backend-tls (expected: both)");
    }
  }
}
