package io.turnpike.proxy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for TLS on either side, to be mixed in.
final class TlsOptions {
  /// Those whose changes hold at once: all.
  static final Set<String> RELOADABLE =
      Set.of("--tls-cert", "--tls-key", "--backend-tls", "--backend-ca", "--backend-sni");

  @Option(
      names = "--tls-cert",
      order = 10,
      paramLabel = "FILE",
      description = "Accept TLS with this certificate; plain TCP without it.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      order = 11,
      paramLabel = "FILE",
      description = "The certificate's private key.")
  private @Nullable Path key;

  @Option(names = "--backend-tls", order = 12, description = "Dial the backends with TLS.")
  private boolean backend;

  @Option(
      names = "--backend-ca",
      order = 13,
      paramLabel = "FILE",
      description = "Whom to trust there; without it, the authorities that the JDK trusts.")
  private @Nullable Path authorities;

  @Option(
      names = "--backend-sni",
      order = 14,
      paramLabel = "NAME",
      description = "Ask for and expect this name there, instead of the backend's own host.")
  private @Nullable String name;

  /// @throws io.turnpike.cli.UserError when one lacks another
  TlsFiles files() {
    return new TlsFiles(
        Optional.ofNullable(certificate),
        Optional.ofNullable(key),
        backend,
        Optional.ofNullable(authorities),
        Optional.ofNullable(name));
  }
}
