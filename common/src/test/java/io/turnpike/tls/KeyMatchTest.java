package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.tls.TestCertificates.Form;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMatchTest {
  private static final PrivateKey DAMAGED =
      new PrivateKey() {
        @Override
        public String getAlgorithm() {
          return "EC";
        }

        @Override
        public String getFormat() {
          return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
          return new byte[8];
        }
      };

  static Stream<Arguments> providersAndAlgorithms() {
    return Providers.each()
        .flatMap(
            provider -> Stream.of("EC", "RSA").map(algorithm -> Arguments.of(provider, algorithm)));
  }

  private static TestCertificates made(String algorithm) throws Exception {
    return TestCertificates.selfSigned(Form.SERVER.withAlgorithm(algorithm));
  }

  @ParameterizedTest
  @MethodSource("providersAndAlgorithms")
  void holdsForAPairAlone(TlsProvider provider, String algorithm) throws Exception {
    X509Certificate certificate = made(algorithm).certificate();
    TestCertificates other = made(algorithm);
    assertTrue(KeyMatch.holds(other.certificate(), other.key(), provider));
    assertFalse(KeyMatch.holds(certificate, other.key(), provider));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void boringSslNeedsNobodyElse(String algorithm) throws Exception {
    assumeTrue(TlsProvider.BORINGSSL.isAvailable(), "no BoringSSL here");
    X509Certificate certificate = made(algorithm).certificate();
    TestCertificates other = made(algorithm);
    assertTrue(KeyMatch.boringSslTakes(other.certificate(), other.key()));
    assertFalse(KeyMatch.boringSslTakes(certificate, other.key()));
  }

  @Test
  void whatIsNoKeyFitsNothing() throws Exception {
    assertFalse(KeyMatch.holds(made("EC").certificate(), DAMAGED, TlsProvider.best()));
  }
}
