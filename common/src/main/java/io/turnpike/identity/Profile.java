package io.turnpike.identity;

import io.turnpike.frame.Role;
import io.turnpike.net.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// All that one edge needs, in one file (`laptop.turnpike`): where the relays are, what their
/// certificate must be, the edge's identity with its private key, and whom it accepts at the far
/// end. `toString` is masked.
///
/// ```
/// turnpike-profile 1
/// server: relay.example:4433
/// role: entry
/// group: 7
/// name: laptop
/// peer: role="reverse",group="7" ssh-ed25519 AAAA… home
/// -----BEGIN PRIVATE KEY----- …
/// -----BEGIN CERTIFICATE----- …
/// ```
///
/// @param servers the relays, one at least
/// @param name of the edge, for people
/// @param peers lines as in `authorized_keys`, checked
/// @param certificates PEM blocks of certificates, one at least; not looked into
public record Profile(
    List<HostPort> servers,
    Role role,
    String group,
    String name,
    List<String> peers,
    IdentityKeyPair keys,
    List<PemBlock> certificates) {
  /// How the files are called.
  public static final String SUFFIX = ".turnpike";

  public Profile {
    servers = List.copyOf(servers);
    peers = List.copyOf(peers);
    certificates = List.copyOf(certificates);
  }

  /// Whether a file's text means to be a profile, so that an error is about one.
  public static boolean isProfile(String text) {
    return text.startsWith(ProfileText.MAGIC);
  }

  /// Reads a file, which nobody but its owner may touch.
  public static Profile load(Path file) throws KeyFileException {
    return parse(KeyFiles.readPrivate(file), file.toString());
  }

  /// @param sourceName begins every error
  public static Profile parse(String text, String sourceName) throws KeyFileException {
    return new ProfileText(text, sourceName).read();
  }

  /// The same with other peers.
  public Profile withPeers(List<String> others) {
    return new Profile(servers, role, group, name, others, keys, certificates);
  }

  /// Whom the edge accepts at the far end.
  ///
  /// @param sourceName begins every error
  public AuthorizedKeys authorized(String sourceName) throws KeyFileException {
    return AuthorizedKeys.parse(String.join("\n", peers), sourceName + ": peer");
  }

  /// Its line for `authorized_keys`.
  public String publicLine() {
    return publicLine(role, group, keys.identity(), name);
  }

  /// The line of `authorized_keys` that lets an identity be one edge in one group.
  public static String publicLine(Role role, String group, Identity identity, String name) {
    return "role=\"%s\",group=\"%s\" %s"
        .formatted(role.word(), group, identity.toOpenSshLine(name));
  }

  /// The file's text. A secret: for a file that only its owner can read.
  public String toText() {
    StringBuilder text = new StringBuilder(ProfileText.MAGIC + " 1\n");
    text.append("# A private key is in here: keep it on the host that it is for.\n");
    line(text, ProfileText.SERVER, serverList());
    line(text, ProfileText.ROLE, role.word());
    line(text, ProfileText.GROUP, group);
    line(text, ProfileText.NAME, name);
    peers.forEach(peer -> line(text, ProfileText.PEER, peer));
    text.append(keys.toPem());
    certificates.forEach(block -> text.append(PemBlock.write(block.type(), block.der())));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  /// The relays as `--server-address` takes them.
  public String serverList() {
    return servers.stream().map(HostPort::toString).collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return "profile " + name + " (" + role.word() + ", group " + group + ")";
  }
}
