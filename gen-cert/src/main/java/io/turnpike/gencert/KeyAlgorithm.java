package io.turnpike.gencert;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/// The kind of key in a server certificate. BoringSSL takes no ed25519 here.
enum KeyAlgorithm {
  P256("EC", 256, "SHA256withECDSA"),
  RSA("RSA", 3072, "SHA256withRSA");

  private final String generator;
  private final int keyBits;
  private final String signature;

  KeyAlgorithm(String generator, int keyBits, String signature) {
    this.generator = generator;
    this.keyBits = keyBits;
    this.signature = signature;
  }

  KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance(generator);
    keys.initialize(keyBits);
    return keys.generateKeyPair();
  }

  String signature() {
    return signature;
  }

  /// As on the command line.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static final class Converter implements ITypeConverter<KeyAlgorithm> {
    @Override
    public KeyAlgorithm convert(String word) {
      return Arrays.stream(values())
          .filter(algorithm -> algorithm.word().equalsIgnoreCase(word))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("\"" + word + "\" (expected: " + words() + ")"));
    }

    private static String words() {
      return Arrays.stream(values()).map(KeyAlgorithm::word).collect(Collectors.joining(" or "));
    }
  }
}
