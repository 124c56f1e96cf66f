package io.turnpike.gencert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519CommandTest {
  @TempDir Path directory;

  private Run run(String... more) {
    String[] args =
        java.util.Arrays.copyOf(
            new String[] {"ed25519", "-o", directory.toString()}, 3 + more.length);
    System.arraycopy(more, 0, args, 3, more.length);
    return Run.of(args);
  }

  @Test
  void makesAPairThatTheProgramsRead() throws Exception {
    Run run = run();
    assertEquals(0, run.exitCode(), run.err().toString());
    Identity identity = IdentityKeyPair.load(directory.resolve("auth")).identity();
    assertEquals(identity, Identity.load(directory.resolve("auth.pub")));
    assertEquals(
        List.of(
            directory.resolve("auth") + ": private key, for the edges alone",
            directory.resolve("auth.pub") + ": public key, for the relay-server",
            "  identity " + identity.fingerprint()),
        run.out());
  }

  @Test
  void writesTheCommentThatWasAskedForOnOneLine() throws Exception {
    run("--comment", "ana\nat home");
    AuthorizedKeys keys = AuthorizedKeys.load(directory.resolve("auth.pub"));
    assertEquals(1, keys.size());
    Identity identity = Identity.load(directory.resolve("auth.pub"));
    assertEquals("ana at home", keys.find(identity).orElseThrow().comment());
  }

  @Test
  void writesThePrivateKeyForItsOwner() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    run();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("auth"))));
    assertEquals(
        "rw-r--r--",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("auth.pub"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth", "auth.pub"})
  void replacesNothingWithoutForce(String existing) throws Exception {
    Path file = Files.writeString(directory.resolve(existing), "precious");
    Run run = run();
    assertEquals(2, run.exitCode());
    assertEquals(
        List.of(
            "gen-cert ed25519: " + file + ": exists already (expected: no such file, or --force)"),
        run.err());
    assertEquals(1, directory.toFile().list().length);
    assertEquals(0, run("--force").exitCode());
  }

  @Test
  void isReadByOpensslAndSshKeygen() throws Exception {
    Run run = run();
    String fingerprint = run.out().getLast().replace("  identity ", "");
    String shown = Tool.run("ssh-keygen", "-l", "-f", directory.resolve("auth.pub").toString());
    assertEquals("256 " + fingerprint + " turnpike (ED25519)", shown);
    String text =
        Tool.run("openssl", "pkey", "-in", directory.resolve("auth").toString(), "-noout", "-text");
    assertTrue(text.startsWith("ED25519 Private-Key:"), text);
  }
}
