package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityKeyPairTest {

  private static IdentityKeyPair parse(String text) throws KeyFileException {
    return IdentityKeyPair.parse(text, "certs/auth");
  }

  private static String messageOf(String text) {
    String message =
        String.valueOf(assertThrows(KeyFileException.class, () -> parse(text)).getMessage());
    assertTrue(message.startsWith("certs/auth: "), message);
    assertFalse(message.contains("\n"), message);
    return message.substring("certs/auth: ".length());
  }

  @Test
  void derivesThePublicKeyOfTheStandardsTestVector() {
    byte[] seed =
        HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    IdentityKeyPair keyPair = IdentityKeyPair.ofSeed(seed);
    assertEquals(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        HexFormat.of().formatHex(keyPair.identity().rawKey()));
    assertEquals( // RFC 8032 §7.1, test 2
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        HexFormat.of().formatHex(keyPair.sign(new byte[] {0x72})));
  }

  @Test
  void readsWhatSshKeygenWrote() throws Exception {
    IdentityKeyPair keyPair = parse(TestKeys.read("openssh-ed25519"));
    assertEquals(TestKeys.OPENSSH_FINGERPRINT, keyPair.identity().fingerprint());
  }

  @Test
  void readsWhatOpensslWroteAndWritesTheSame() throws Exception {
    String pem = TestKeys.read("openssl-ed25519.pem");
    IdentityKeyPair keyPair = parse(pem);
    assertEquals(TestKeys.OPENSSL_FINGERPRINT, keyPair.identity().fingerprint());
    assertEquals(pem, keyPair.toPem());
  }

  @Test
  void readsAFileWithWindowsLineEndsAndTextAround() throws Exception {
    String pem = "a comment\n" + TestKeys.read("openssl-ed25519.pem") + "\n# end";
    assertEquals(
        TestKeys.OPENSSL_FINGERPRINT, parse(pem.replace("\n", "\r\n")).identity().fingerprint());
  }

  @Test
  void generatesADifferentKeyEachTime() throws Exception {
    IdentityKeyPair one = IdentityKeyPair.generate();
    assertNotEquals(one.identity(), IdentityKeyPair.generate().identity());
    IdentityKeyPair again = parse(one.toPem());
    assertEquals(one.identity(), again.identity());
    assertArrayEquals(one.sign(new byte[] {1}), again.sign(new byte[] {1}));
  }

  @ParameterizedTest
  @CsvSource({
    "openssh-encrypted, 'protected by a passphrase', 'ssh-keygen -p -N'",
    "openssl-encrypted.pem, 'protected by a passphrase', 'openssl pkey -in KEY'",
    "openssh-ecdsa, 'private key of type ecdsa-sha2-nistp256', 'ssh-ed25519'",
    "openssl-p256.pem, 'private key of another type', 'gen-cert ed25519'",
    "openssh-ed25519.pub, 'public key', 'gen-cert ed25519'"
  })
  void saysWhatToDoAboutAKeyItCannotUse(String name, String problem, String remedy) {
    String message = messageOf(TestKeys.read(name));
    assertTrue(message.startsWith(problem), message);
    assertTrue(message.contains(remedy), message);
  }

  @Test
  void saysWhatAnEmptyOrForeignFileShouldHaveBeen() {
    assertTrue(messageOf("").startsWith("no PEM (expected: an ed25519 private key"));
    assertTrue(messageOf("hello").startsWith("no PEM (expected: an ed25519 private key"));
    String certificate = PemBlock.write("CERTIFICATE", new byte[10]);
    assertTrue(messageOf(certificate).startsWith("CERTIFICATE block (expected: an ed25519"));
    assertTrue(
        messageOf("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----")
            .startsWith("the PRIVATE KEY block is not base64"));
  }

  @Test
  void refusesAnOpenSshKeyCutAnywhere() throws Exception {
    byte[] blob = PemBlock.parse(TestKeys.read("openssh-ed25519"), "x").getFirst().der();
    int lengthWithoutCommentAndPadding = blob.length - 20;
    for (int length = 0; length < lengthWithoutCommentAndPadding; length++) {
      byte[] cut = java.util.Arrays.copyOf(blob, length);
      assertThrows(IllegalArgumentException.class, () -> OpenSshPrivateKey.seed(cut));
    }
  }

  @Test
  void showsNoSecret() throws Exception {
    IdentityKeyPair keyPair = parse(TestKeys.read("openssh-ed25519"));
    assertEquals("private key of " + TestKeys.OPENSSH_FINGERPRINT, keyPair.toString());
    PemBlock block = PemBlock.parse(keyPair.toPem(), "x").getFirst();
    assertEquals("PEM PRIVATE KEY", block.toString());
  }
}
