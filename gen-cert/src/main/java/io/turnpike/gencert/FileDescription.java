package io.turnpike.gencert;

import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Grant;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import io.turnpike.identity.Profile;
import io.turnpike.tls.CertificateInfo;
import io.turnpike.tls.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a key file is, in lines for a person: the file with its kind, then its properties.
final class FileDescription {
  private final Path file;
  private final List<String> lines = new ArrayList<>();

  FileDescription(Path file) {
    this.file = file;
  }

  /// @throws KeyFileException when it is none of ours, or damaged
  List<String> lines() throws KeyFileException {
    String text = KeyFiles.readPublic(file);
    List<PemBlock> blocks = PemBlock.parse(text, file);
    if (Profile.isProfile(text)) {
      profile(Profile.parse(text, file.toString()));
    } else if (!blocks.isEmpty() && blocks.getFirst().type().equals("CERTIFICATE")) {
      title("certificate");
      certificates();
    } else if (!blocks.isEmpty()) {
      privateKey(text, blocks.getFirst());
    } else {
      publicKeys(AuthorizedKeys.parse(text, file.toString()));
    }
    return lines;
  }

  private void title(String kind) {
    lines.add(file + ": " + kind);
  }

  private void property(String name, String value) {
    lines.add("  %-9s %s".formatted(name, value));
  }

  private void profile(Profile profile) throws KeyFileException {
    title("bundle of " + BundleShelf.program(profile.role()) + ", with a private key");
    property("name", profile.name());
    property("role", profile.role().word());
    property("group", profile.group());
    property("relay", profile.serverList());
    property("identity", profile.keys().identity().fingerprint());
    mode();
    for (Grant peer : profile.authorized(file.toString()).grants()) {
      property("accepts", describe(peer));
    }
    certificates();
  }

  private void certificates() throws KeyFileException {
    for (CertificateInfo certificate : CertificateInfo.load(file)) {
      property("subject", certificate.subject());
      property("hosts", String.join(", ", certificate.hosts()));
      property("valid", certificate.from() + " to " + certificate.to());
      certificate.problem(Instant.now()).ifPresent(problem -> property("problem", problem));
      property("key", certificate.keyType() + (certificate.isAuthority() ? ", an authority" : ""));
      property("SHA-256", certificate.fingerprint());
    }
  }

  private void privateKey(String text, PemBlock block) throws KeyFileException {
    try {
      IdentityKeyPair pair = IdentityKeyPair.parse(text, file);
      title("private key of an identity, ed25519");
      property("identity", pair.identity().fingerprint());
      mode();
    } catch (KeyFileException notAnIdentity) {
      if (!block.type().equals("PRIVATE KEY")) {
        throw notAnIdentity;
      }
      title("private key of a certificate");
      mode();
      certificateBeside();
    }
  }

  /// `server.crt` for `server.key`.
  private void certificateBeside() {
    Path certificate =
        file.resolveSibling(file.getFileName().toString().replaceFirst("\\.key$", "") + ".crt");
    if (!Files.exists(certificate)) {
      return;
    }
    try {
      property(
          "SHA-256",
          ServerCertificate.load(certificate, file).fingerprint() + " in " + certificate);
    } catch (KeyFileException e) {
      property("problem", String.valueOf(e.getMessage()));
    }
  }

  /// Who else may read a private key.
  private void mode() {
    try {
      KeyFiles.readPrivate(file);
    } catch (KeyFileException e) {
      property("problem", String.valueOf(e.getMessage()));
    }
  }

  private void publicKeys(AuthorizedKeys keys) throws KeyFileException {
    if (keys.size() == 0) {
      throw new KeyFileException(
          file, "none of ours (expected: PEM, ssh-ed25519 …, authorized_keys or a bundle)");
    }
    title(keys.size() == 1 ? "public key" : "authorized_keys, " + keys.size() + " identities");
    keys.grants().forEach(grant -> property("identity", describe(grant)));
  }

  private static String describe(Grant grant) {
    String roles = grant.roles().stream().sorted().map(Role::word).collect(Collectors.joining(","));
    String groups =
        grant.groups().isEmpty()
            ? "any"
            : grant.groups().stream().sorted().collect(Collectors.joining(","));
    StringBuilder text = new StringBuilder(grant.identity().fingerprint());
    text.append(" role=").append(roles).append(" group=").append(groups);
    if (grant.conditions().revoked()) {
      text.append(" revoked");
    }
    if (!grant.conditions().expires().equals(Instant.MAX)) {
      text.append(" expires=").append(grant.conditions().expires());
    }
    return text.append(' ').append(grant.comment()).toString().strip();
  }
}
