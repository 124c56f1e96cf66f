package io.turnpike.proxy;

import io.turnpike.cli.Problems;
import io.turnpike.cli.UserError;
import io.turnpike.tls.PublicTls;
import io.turnpike.tls.ServerCertificate;
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

  /// Looks at the files. Blocks on the disk.
  void check(Problems problems) {
    certificate.ifPresent(file ->
        problems.look(
            "make a certificate and its key with: gen-cert x509, or name others",
            () -> ServerCertificate.load(file, key.orElseThrow())));
    backendAuthorities.ifPresent(file ->
        problems.look(
            "name a PEM file with the authorities of the backends",
            () -> PublicTls.forClient(backendAuthorities)));
  }

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
