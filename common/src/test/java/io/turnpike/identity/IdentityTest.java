package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

  private static String messageOf(String line) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Identity.parseOpenSsh(line))
            .getMessage());
  }

  @Test
  void showsTheFingerprintThatSshKeygenShows() {
    Identity identity = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE + " ana@laptop");
    assertEquals(TestKeys.OPENSSH_FINGERPRINT, identity.fingerprint());
    assertEquals(TestKeys.OPENSSH_FINGERPRINT, identity.toString());
  }

  @Test
  void writesTheLineThatItRead() {
    Identity identity = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE);
    assertEquals(TestKeys.OPENSSH_LINE + " ana@laptop", identity.toOpenSshLine("ana@laptop"));
    assertEquals(TestKeys.OPENSSH_LINE, identity.toOpenSshLine(""));
  }

  @Test
  void isEqualByValue() {
    Identity one = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE);
    Identity same = Identity.ofRaw(one.rawKey());
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, Identity.parseOpenSsh(TestKeys.OPENSSL_LINE));
  }

  @Test
  void givesNobodyItsArray() {
    Identity identity = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE);
    byte[] raw = identity.rawKey();
    raw[0]++;
    assertNotEquals(raw[0], identity.rawKey()[0]);
  }

  @Test
  void becomesTheKeyThatTheJdkKnows() {
    Identity identity = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE);
    byte[] encoded = identity.toJca().getEncoded();
    assertArrayEquals(identity.rawKey(), Arrays.copyOfRange(encoded, 12, 44));
  }

  @Test
  void saysWhatIsWrongWithALine() {
    assertEquals(
        "key type \"ecdsa-sha2-nistp256\" (expected: ssh-ed25519)", messageOf(TestKeys.ECDSA_LINE));
    assertEquals("key type \"\" (expected: ssh-ed25519)", messageOf(""));
    assertTrue(messageOf("ssh-ed25519").startsWith("key is missing"));
    assertTrue(messageOf("ssh-ed25519 ?").startsWith("key is not base64"));
    assertEquals("key data cut short", messageOf("ssh-ed25519 AAAA"));
    assertEquals(
        "private key (expected: a public key, ssh-ed25519 …)",
        messageOf("-----BEGIN PRIVATE KEY-----"));
  }

  @Test
  void refusesAKeyOfAnotherTypeBehindTheRightWord() {
    String ecdsa = TestKeys.ECDSA_LINE.split(" ")[1];
    assertEquals(
        "key data of type \"ecdsa-sha2-nistp256\" (expected: ssh-ed25519)",
        messageOf("ssh-ed25519 " + ecdsa));
  }

  @Test
  void refusesBytesAfterTheKey() {
    byte[] blob = Base64.getDecoder().decode(TestKeys.OPENSSH_LINE.split(" ")[1]);
    String longer = Base64.getEncoder().encodeToString(Arrays.copyOf(blob, blob.length + 1));
    assertEquals("key data too long (expected: 51 bytes)", messageOf("ssh-ed25519 " + longer));
  }

  @Test
  void refusesASmallOrderKeyWithTheReason() {
    String line =
        "ssh-ed25519 " + Base64.getEncoder().encodeToString(SshWire.publicBlob(new byte[32]));
    assertEquals("ed25519 key of small order, under which anybody can sign", messageOf(line));
  }

  @Test
  void namesTheFileThatItCannotUse(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("auth.pub"), TestKeys.ECDSA_LINE + "\n");
    KeyFileException e = assertThrows(KeyFileException.class, () -> Identity.load(file));
    assertEquals(
        file + ": key type \"ecdsa-sha2-nistp256\" (expected: ssh-ed25519)", e.getMessage());
  }

  @Test
  void loadsAPublicKeyFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("auth.pub"), TestKeys.OPENSSH_LINE + " x\n");
    assertEquals(TestKeys.OPENSSH_FINGERPRINT, Identity.load(file).fingerprint());
  }
}
