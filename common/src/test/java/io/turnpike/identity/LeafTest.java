package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final IdentityKeyPair ANA = IdentityKeyPair.generate();
  private static final IdentityKeyPair BEN = IdentityKeyPair.generate();

  private static Leaf mint() {
    return Leaf.mint(ANA, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static String messageOf(X509Certificate leaf, Instant now) {
    return String.valueOf(
        assertThrows(CertificateException.class, () -> Leaf.verify(leaf, now)).getMessage());
  }

  private static byte[] key(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair().getPublic().getEncoded();
  }

  private static X509Certificate sign(byte[] toBeSigned, IdentityKeyPair signer) throws Exception {
    return Leaf.parse(LeafFormat.certificate(toBeSigned, signer.sign(toBeSigned)));
  }

  private static byte[] toBeSigned(Instant from, Instant to, byte[] key) {
    return LeafFormat.toBeSigned(BigInteger.TEN, from, to, key, ANA.identity());
  }

  @Test
  void verifiesAsTheIdentityThatMintedIt() throws Exception {
    Leaf leaf = mint();
    assertEquals(ANA.identity(), leaf.identity());
    assertEquals(ANA.identity(), Leaf.verify(leaf.certificate(), NOW));
    assertEquals(ANA.identity(), Leaf.claimedIdentity(leaf.certificate()));
  }

  @Test
  void hasTheBytesOfTheDocument() throws Exception {
    byte[] point = HexFormat.of().parseHex("11".repeat(64));
    byte[] key = Arrays.copyOf(LeafFormat.P256_PREFIX, LeafFormat.P256_BYTES);
    System.arraycopy(point, 0, key, LeafFormat.P256_PREFIX.length, point.length);
    Identity identity = Identity.parseOpenSsh(TestKeys.OPENSSH_LINE);
    byte[] actual =
        LeafFormat.toBeSigned(
            BigInteger.valueOf(0x1234), NOW.minus(DAY), NOW.plus(DAY), key, identity);
    String expected =
        ("30820104 a003020102 02021234 300506032b6570"
                + " 301c311a301806035504030c117475726e70696b65206964656e74697479"
                + " 301e170d3236303232383132303030305a170d3236303330323132303030305a"
                + " 30183116301406035504030c0d7475726e70696b65206c656166"
                + " 3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                + "11".repeat(64)
                + " a33f303d 300e0603551d0f0101ff040403020780"
                + " 302b0603551d230424 30228020"
                + HexFormat.of().formatHex(identity.rawKey()))
            .replace(" ", "");
    assertEquals(expected, HexFormat.of().formatHex(actual));
  }

  @Test
  void isRefusedWithAnyBitFlipped() throws Exception {
    byte[] good = mint().certificate().getEncoded();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(
          CertificateException.class, () -> Leaf.verify(Leaf.parse(bad), NOW), "bit " + bit);
    }
  }

  @Test
  void isRefusedWhenAnotherIdentitySignedIt() throws Exception {
    byte[] toBeSigned = toBeSigned(NOW, NOW.plus(DAY), key("secp256r1"));
    assertEquals(
        "leaf not signed by the identity it names, " + ANA.identity(),
        messageOf(sign(toBeSigned, BEN), NOW));
  }

  @Test
  void isRefusedWhenAnotherIdentityIsPutIntoIt() throws Exception {
    byte[] encoded = mint().certificate().getEncoded();
    String swapped =
        HexFormat.of()
            .formatHex(encoded)
            .replace(
                HexFormat.of().formatHex(ANA.identity().rawKey()),
                HexFormat.of().formatHex(BEN.identity().rawKey()));
    assertEquals(
        "leaf not signed by the identity it names, " + BEN.identity(),
        messageOf(Leaf.parse(HexFormat.of().parseHex(swapped)), NOW));
  }

  @Test
  void toleratesClocksThatAreTwoDaysBehindAndEightAhead() throws Exception {
    X509Certificate leaf = mint().certificate();
    Leaf.verify(leaf, NOW.minus(DAY.multipliedBy(2)));
    Leaf.verify(leaf, NOW.plus(DAY.multipliedBy(8)));
    assertTrue(
        messageOf(leaf, NOW.minus(DAY.multipliedBy(2)).minusSeconds(1))
            .startsWith("leaf not valid before 2026-02-28T12:00:00Z"));
    assertTrue(
        messageOf(leaf, NOW.plus(DAY.multipliedBy(8)).plusSeconds(1))
            .startsWith("leaf expired at 2026-03-08T12:00:00Z"));
  }

  @Test
  void isRefusedWhenItLivesLongerThanThirtyDays() throws Exception {
    Instant limit = NOW.plus(Duration.ofDays(30));
    byte[] key = key("secp256r1");
    assertEquals(ANA.identity(), Leaf.verify(sign(toBeSigned(NOW, limit, key), ANA), NOW));
    assertTrue(
        messageOf(sign(toBeSigned(NOW, limit.plusSeconds(1), key), ANA), NOW)
            .endsWith("(expected: at most 30 days)"));
  }

  @Test
  void isRefusedWithAKeyOfAnotherCurve() throws Exception {
    assertEquals(
        "leaf with a key of type EC (expected: P-256)",
        messageOf(sign(toBeSigned(NOW, NOW.plus(DAY), key("secp384r1")), ANA), NOW));
    byte[] ed25519 = BEN.identity().toJca().getEncoded();
    assertEquals(
        "leaf with a key of type EdDSA (expected: P-256)",
        messageOf(sign(toBeSigned(NOW, NOW.plus(DAY), ed25519), ANA), NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "subject"})
  void isRefusedWhenItWasMadeForAnotherPurpose(String field) throws Exception {
    String word = field.equals("issuer") ? "identity" : "leaf";
    byte[] good = toBeSigned(NOW, NOW.plus(DAY), key("secp256r1"));
    byte[] bad = replaced(good, word, "x" + word.substring(1));
    assertTrue(messageOf(sign(bad, ANA), NOW).endsWith("(expected: a turnpike leaf)"));
  }

  @Test
  void isRefusedWithAnotherKeyUsage() throws Exception {
    byte[] good = toBeSigned(NOW, NOW.plus(DAY), key("secp256r1"));
    for (String usage : new String[] {"03020284", "03020700", "030205a0"}) {
      String bad = HexFormat.of().formatHex(good).replace("040403020780", "0404" + usage);
      assertTrue(
          messageOf(sign(HexFormat.of().parseHex(bad), ANA), NOW)
              .startsWith("leaf of another form"),
          usage);
    }
  }

  @Test
  void isRefusedWithoutAnIdentity() throws Exception {
    byte[] good = toBeSigned(NOW, NOW.plus(DAY), key("secp256r1"));
    // 2.5.29.35 becomes 2.5.29.14, the subject key identifier
    String bad = HexFormat.of().formatHex(good).replace("0603551d23", "0603551d0e");
    assertTrue(
        messageOf(sign(HexFormat.of().parseHex(bad), ANA), NOW)
            .startsWith("leaf without an identity"));
  }

  @Test
  void isRefusedWithAnIdentityUnderWhichAnybodyCanSign() throws Exception {
    byte[] good = toBeSigned(NOW, NOW.plus(DAY), key("secp256r1"));
    String neutral = "01" + "00".repeat(31);
    String bad =
        HexFormat.of()
            .formatHex(good)
            .replace(HexFormat.of().formatHex(ANA.identity().rawKey()), neutral);
    // R = the neutral element, S = 0: valid for any message under a key of order 1
    byte[] constant = HexFormat.of().parseHex(neutral + "00".repeat(32));
    X509Certificate leaf =
        Leaf.parse(LeafFormat.certificate(HexFormat.of().parseHex(bad), constant));
    assertEquals(
        "leaf with an unsafe identity: ed25519 key of small order, under which anybody can sign",
        messageOf(leaf, NOW));
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    HexFormat hex = HexFormat.of();
    String text = hex.formatHex(bytes);
    return hex.parseHex(text.replace(hex.formatHex(from.getBytes()), hex.formatHex(to.getBytes())));
  }
}
