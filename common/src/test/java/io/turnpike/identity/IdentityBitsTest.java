package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// One bit of anything that an identity depends on is another identity, or none. The bits of the
/// leaf are flipped in [LeafTest].
class IdentityBitsTest {
  private static final int KEY_BITS = 256;
  private final IdentityKeyPair pair = IdentityKeyPair.generate();
  private final Identity identity = pair.identity();

  @Test
  void aKeyWithAnyBitFlippedIsAuthorisedForNobody() throws Exception {
    int refused = 0;
    for (int bit = 0; bit < KEY_BITS; bit++) {
      byte[] key = flipped(identity.rawKey(), bit);
      try {
        Identity other = Identity.ofRaw(key);
        assertNotEquals(identity, other);
        assertNotEquals(identity.fingerprint(), other.fingerprint());
        assertFalse(AuthorizedKeys.parse(other.toOpenSshLine(""), "keys").contains(identity));
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    System.out.printf("key bits flipped: %d, refused as no safe key: %d%n", KEY_BITS, refused);
  }

  @Test
  void aLeafIsRefusedUnderAKeyWithAnyBitFlipped() throws Exception {
    var leaf = Leaf.mint(pair, Clock.systemUTC()).certificate();
    byte[] signed = leaf.getTBSCertificate();
    byte[] signature = leaf.getSignature();
    assertTrue(verifies(identity, signed, signature));
    for (int bit = 0; bit < KEY_BITS; bit++) {
      byte[] key = flipped(identity.rawKey(), bit);
      try {
        assertFalse(verifies(Identity.ofRaw(key), signed, signature));
      } catch (IllegalArgumentException | SignatureException e) {
        continue; // no key at all
      }
    }
  }

  private static boolean verifies(Identity under, byte[] signed, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(under.toJca());
    verifier.update(signed);
    return verifier.verify(signature);
  }

  /// Flipped where it is written, in a line of `authorized_keys`.
  @Test
  void aLineWithAnyBitOfItsKeyDataFlippedAuthorisesAnotherOrNobody() throws Exception {
    byte[] blob = Base64.getDecoder().decode(identity.toOpenSshLine("").split(" ")[1]);
    for (int bit = 0; bit < blob.length * 8; bit++) {
      String line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(flipped(blob, bit));
      try {
        assertFalse(AuthorizedKeys.parse(line, "keys").contains(identity), line);
      } catch (KeyFileException e) {
        continue; // refused whole
      }
    }
  }

  /// The control: without a flip it is the identity.
  @Test
  void withoutAFlipItIsTheIdentity() throws Exception {
    assertEquals(identity, Identity.ofRaw(identity.rawKey()));
    var leaf = Leaf.mint(pair, Clock.systemUTC()).certificate();
    assertEquals(identity, Leaf.verify(leaf, Instant.now()));
    assertThrows(
        CertificateException.class,
        () -> Leaf.verify(leaf, Instant.now().plusSeconds(60L * 24 * 3600)));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / 8] ^= (byte) (1 << bit % 8);
    return copy;
  }
}
