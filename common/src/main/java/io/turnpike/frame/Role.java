package io.turnpike.frame;

import java.util.Optional;

/// Which edge a process is (`protocol.md` §4.1).
public enum Role {
  /// The edge where the user is; client of the end-to-end TLS.
  ENTRY(1, "entry"),
  /// The edge beside the service; server of the end-to-end TLS.
  REVERSE(2, "reverse");

  private final int wireCode;
  private final String word;

  Role(int wireCode, String word) {
    this.wireCode = wireCode;
    this.word = word;
  }

  public int wireCode() {
    return wireCode;
  }

  /// The word of `authorized_keys` options and logs.
  public String word() {
    return word;
  }

  public static Optional<Role> ofWireCode(int code) {
    return switch (code) {
      case 1 -> Optional.of(ENTRY);
      case 2 -> Optional.of(REVERSE);
      default -> Optional.empty();
    };
  }
}
