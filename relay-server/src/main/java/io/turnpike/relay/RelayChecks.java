package io.turnpike.relay;

import io.turnpike.cli.Problems;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.tls.ServerCertificate;
import java.nio.file.Files;

/// Looks at the files of the relay. Blocks on the disk.
final class RelayChecks {
  private RelayChecks() {}

  static void check(Problems problems, RelayServerConfig config) {
    problems.look(
        "make a certificate and its key with: gen-cert x509 --dns NAME --ip ADDRESS",
        () -> {
          ServerCertificate certificate =
              ServerCertificate.load(config.serverCert(), config.serverKey());
          if (certificate.hosts().isEmpty()) {
            problems.add(
                config.serverCert() + ": the certificate is for no host",
                "make one that is, with --dns or --ip of gen-cert x509");
          }
        });
    boolean listed = Files.exists(config.authorizedKeys());
    if (listed) {
      problems.look("", () -> AuthorizedKeys.load(config.authorizedKeys()));
    }
    if (!listed || Files.exists(config.authPublicKey())) {
      problems.look(
          "copy the auth.pub of an edge there, or list identities in " + config.authorizedKeys(),
          () -> Identity.load(config.authPublicKey()));
    }
  }
}
