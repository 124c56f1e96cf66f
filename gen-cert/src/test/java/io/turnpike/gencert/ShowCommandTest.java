package io.turnpike.gencert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.identity.Identity;
import io.turnpike.identity.Profile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  @TempDir Path directory;
  private Path certs;

  @BeforeEach
  void makeFiles() {
    certs = directory.resolve("certs");
    String out = certs.toString();
    String at = directory.toString();
    Run.of("ed25519", "-o", out);
    Run.of(
        Stream.of(
                "bundle -s relay:1 -o " + out + " --directory " + at,
                "--role entry,reverse --name laptop,home")
            .flatMap(line -> Stream.of(line.split(" ")))
            .toArray(String[]::new));
  }

  private static List<String> show(Path file) {
    Run run = Run.of("show", file.toString());
    assertEquals(0, run.exitCode(), run.err().toString());
    return run.out();
  }

  private static void assertShows(List<String> shown, String... parts) {
    for (String part : parts) {
      assertTrue(String.join("\n", shown).contains(part), () -> part + " in " + shown);
    }
  }

  @Test
  void saysWhatEachFileIs() throws Exception {
    Path bundle = directory.resolve("laptop.turnpike");
    String identity = Identity.load(certs.resolve("auth.pub")).fingerprint();
    Profile home = Profile.load(directory.resolve("home.turnpike"));
    assertShows(show(certs.resolve("server.crt")), ": certificate", "hosts     relay", "SHA-256");
    assertShows(show(certs.resolve("server.key")), ": private key of a certificate", "server.crt");
    assertShows(show(certs.resolve("auth")), ": private key of an identity, ed25519", identity);
    assertShows(show(certs.resolve("auth.pub")), ": public key", identity, "role=entry,reverse");
    assertShows(
        show(certs.resolve("authorized_keys")), ": authorized_keys, 2 identities", "role=entry");
    assertShows(
        show(bundle),
        ": bundle of entry-point",
        "relay     relay:1",
        "accepts   " + home.keys().identity().fingerprint(),
        "valid");
  }

  @Test
  void neverShowsASecret() throws Exception {
    for (String name : List.of("certs/auth", "certs/server.key", "laptop.turnpike")) {
      Path file = directory.resolve(name);
      List<String> secret =
          Files.readString(file)
              .lines()
              .dropWhile(line -> !line.contains("PRIVATE KEY"))
              .skip(1)
              .takeWhile(line -> !line.contains("-----END"))
              .toList();
      String shown = String.join("\n", show(file));
      assertFalse(secret.isEmpty());
      secret.forEach(line -> assertFalse(shown.contains(line), shown));
    }
  }

  @Test
  void saysWhenOthersMayReadAKey() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Path file = certs.resolve("auth");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertShows(show(file), "problem", "chmod 600");
  }

  @Test
  void refusesWhatIsNoneOfOurs() throws Exception {
    Path file = Files.writeString(directory.resolve("notes"), "# nothing\n");
    Run run = Run.of("show", file.toString());
    assertEquals(2, run.exitCode());
    assertEquals(
        List.of(
            "gen-cert show: "
                + file
                + ": none of ours (expected: PEM, ssh-ed25519 …, authorized_keys or a bundle)"),
        run.err());
    assertEquals(2, Run.of("show", directory.resolve("missing").toString()).exitCode());
  }
}
