package io.turnpike.edge;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.Problems;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.HostPort;
import io.turnpike.tls.CertificateInfo;
import io.turnpike.tls.TrustedRelay;
import java.nio.file.Files;
import java.time.Instant;

/// Looks at the files of an edge. Blocks on the disk.
public final class EdgeChecks {
  private EdgeChecks() {}

  public static void check(Problems problems, Role role, EdgeConfig config) {
    checkFiles(problems, role, config);
    try {
      for (HostPort relay : config.relays()) {
        TrustedRelay.load(config.serverCert(), relay.host())
            .problem(Instant.now())
            .ifPresent(problem -> problems.add(config.serverCert() + ": " + problem));
      }
    } catch (KeyFileException e) {
      // said above
    }
  }

  /// Whether they can be used at all; what the certificate is for is not asked.
  public static void checkFiles(Problems problems, Role role, EdgeConfig config) {
    problems.look(
        "make an identity with: gen-cert ed25519, or name it with --auth-private-key",
        () -> {
          IdentityKeyPair.load(config.authPrivateKey());
          EdgeKeys.profile(role, config);
        });
    if (Files.exists(config.authorizedKeys())) {
      problems.look("", () -> AuthorizedKeys.load(config.authorizedKeys()));
    }
    problems.look(
        "copy it from the relay, or name it with --server-cert",
        () -> CertificateInfo.load(config.serverCert()));
  }
}
