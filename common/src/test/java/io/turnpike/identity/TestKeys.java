package io.turnpike.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The key files of the tests, made by ssh-keygen and openssl, and the values those programs print
/// for them.
final class TestKeys {
  static final String OPENSSH_FINGERPRINT = "SHA256:+Db4w8L6fk8iKjx6ao9DnjZ/rmgWxHlZF6Lo5K/ylQ0";
  static final String OPENSSH_LINE =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICjq4JD+g+9gqwMn/qGVSsAs1XJjyc3sOG9E6A+BsiTC";
  static final String OPENSSL_FINGERPRINT = "SHA256:v0+mrLELovHh0COSCS603HOR9y3cc9+mqI3J2bwLVqA";
  static final String OPENSSL_LINE =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIATAo1kU7Vu/0Po0iphxTAPHol1CHAq/Yn9zxh8QeVnQ";
  static final String ECDSA_LINE =
      "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBNz0ZpOfUgQlYxV5"
          + "TxXp57voVo+cPxqhqEMfvAzKkZIGQAhTz4v+y8MB5VjskAIkcXn/nNnn4bIYkeKb0zvHbM0= x";

  private TestKeys() {}

  static String read(String name) {
    try (InputStream in = TestKeys.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
