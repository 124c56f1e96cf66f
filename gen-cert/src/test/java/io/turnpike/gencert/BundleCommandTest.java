package io.turnpike.gencert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.Profile;
import io.turnpike.tls.ServerCertificate;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleCommandTest {
  @TempDir Path directory;

  private Run run(String... more) {
    List<String> args = new ArrayList<>(List.of("bundle", "-o", certs().toString()));
    args.addAll(List.of("--directory", directory.toString(), "-s", "relay.example:4433"));
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  private Path certs() {
    return directory.resolve("certs");
  }

  private Path file(String name) {
    return directory.resolve(name + ".turnpike");
  }

  private Profile profile(String name) throws Exception {
    return Profile.load(file(name));
  }

  private AuthorizedKeys list() throws Exception {
    return AuthorizedKeys.load(certs().resolve("authorized_keys"));
  }

  private static Identity identity(Profile profile) {
    return profile.keys().identity();
  }

  private void both() {
    Run run = run("--role=reverse", "--name=home", "--role=entry", "--name=laptop", "-g", "7");
    assertEquals(0, run.exitCode(), run.err().toString());
  }

  @Test
  void makesAllThatThreeHostsNeedAtOnce() throws Exception {
    both();
    var relay =
        ServerCertificate.load(certs().resolve("server.crt"), certs().resolve("server.key"));
    assertEquals(List.of("relay.example"), relay.hosts());
    Profile home = profile("home");
    Profile laptop = profile("laptop");
    assertEquals(Role.REVERSE, home.role());
    assertEquals("relay.example:4433", laptop.serverList());
    assertEquals(2, list().size());
    assertTrue(list().find(identity(laptop)).orElseThrow().permits(Role.ENTRY, "7"));
    assertFalse(list().find(identity(laptop)).orElseThrow().permits(Role.REVERSE, "7"));
    assertFalse(list().find(identity(laptop)).orElseThrow().permits(Role.ENTRY, "8"));
    assertTrue(home.authorized("").find(identity(laptop)).isPresent());
    assertTrue(laptop.authorized("").find(identity(home)).isPresent());
  }

  @Test
  void bringsBundlesThatAreThereUpToDate() throws Exception {
    assertEquals(0, run("--role=reverse", "--name=home", "-g7").exitCode());
    assertEquals(0, run("--role=reverse", "--name=other", "-g8").exitCode());
    Identity before = identity(profile("home"));
    Run run = run("--role=entry", "--name=laptop", "-g7");
    assertEquals(
        file("home") + ": accepts the new edges too; copy it to its host again",
        run.out().getLast());
    assertEquals(before, identity(profile("home")));
    assertTrue(profile("home").authorized("").contains(identity(profile("laptop"))));
    assertEquals(List.of(), profile("other").peers());
  }

  @Test
  void keepsWhatSomebodyWroteIntoTheList() throws Exception {
    both();
    Path file = certs().resolve("authorized_keys");
    String edited =
        "# ours\n"
            + Files.readString(file)
                .replace("role=\"entry\"", "role=\"entry\",permitopen=\"*:22\"");
    Files.writeString(file, edited);
    assertEquals(0, run("--role=reverse", "--name=attic", "-g7").exitCode());
    assertTrue(Files.readString(file).startsWith(edited));
    assertTrue(profile("attic").peers().getFirst().contains("permitopen=\"*:22\""));
    assertTrue(profile("home").peers().getFirst().contains("permitopen=\"*:22\""));
  }

  @Test
  void givesNoRevokedPeer() throws Exception {
    both();
    Path file = certs().resolve("authorized_keys");
    Files.writeString(
        file, Files.readString(file).replace("role=\"entry\"", "revoked,role=\"entry\""));
    run("--role=reverse", "--name=attic", "-g7");
    assertEquals(List.of(), profile("attic").peers());
    assertEquals(List.of(), profile("home").peers());
  }

  @Test
  void replacesOnlyWithForceAndThenTheOldIdentityIsAuthorisedNoMore() throws Exception {
    both();
    Identity old = identity(profile("laptop"));
    Run refused = run("--role=entry", "--name=laptop", "-g7");
    assertEquals(2, refused.exitCode());
    assertEquals(
        "gen-cert bundle: "
            + file("laptop")
            + ": exists already (expected: no such file, or --force)",
        refused.err().getFirst());
    assertEquals(0, run("--role=entry", "--name=laptop", "-g7", "--force").exitCode());
    assertNotEquals(old, identity(profile("laptop")));
    assertEquals(2, list().size());
    assertFalse(list().contains(old));
    assertFalse(profile("home").authorized("").contains(old));
    assertTrue(profile("home").authorized("").contains(identity(profile("laptop"))));
  }

  @Test
  void writesForTheOwnerAlone() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    both();
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file("laptop"))));
  }

  @Test
  void refusesACertificateForAnotherHost() {
    both();
    Run run = run("--role=entry", "--name=phone", "-s", "relay.example:1", "-s", "other.example:2");
    assertEquals(2, run.exitCode());
    assertEquals(
        List.of(
            "gen-cert bundle: --server: other.example:2: "
                + certs().resolve("server.crt")
                + " is for relay.example (expected: one of these, or another certificate:"
                + " gen-cert x509)"),
        run.err());
    assertFalse(Files.exists(file("phone")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--role entry --name a,b|--role: 1 of them, and 2 names (expected: one --role for each"
            + " --name)",
        "--role entry,entry --name a,a|--name: [a, a] (expected: each once)",
        "--role entry --name ../a|--name: \"../a\" (expected: letters, digits, dot, dash or"
            + " underscore)",
        "--role entry --name a -g 7,8|--group: \"7,8\" (expected: 1 to 64 characters without"
            + " blanks, commas and quotes)",
        "--role edge --name a|--role: \"edge\" (expected: entry or reverse); try \"gen-cert bundle"
            + " --help\"",
        "--role entry --name a --days 0|--days: 0 (expected: 1 to 36500)",
      })
  void refusesWhatIsWrongAndWritesNothing(String args, String line) {
    Run run = run(args.split(" "));
    assertEquals(2, run.exitCode());
    assertEquals("gen-cert bundle: " + line, run.err().getFirst());
    assertEquals(0, directory.toFile().list().length);
  }

  @Test
  void keepsPrivateKeysOutOfWhatGoesToTheRelay() {
    String place = certs().toString();
    Run run =
        Run.of("bundle", "-s=r:1", "--role=entry", "--name=a", "-o", place, "--directory", place);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().getFirst().contains("goes to the relay-server"), run.err()::toString);
  }
}
