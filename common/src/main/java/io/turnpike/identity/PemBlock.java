package io.turnpike.identity;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `-----BEGIN type-----` block of a PEM file (RFC 7468). It may hold a secret, so `toString`
/// shows the type only.
public final class PemBlock {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final int LINE_CHARACTERS = 64;

  private final String type;
  private final byte[] der;

  private PemBlock(String type, byte[] der) {
    this.type = type;
    this.der = der;
  }

  public static PemBlock of(String type, byte[] der) {
    return new PemBlock(type, der.clone());
  }

  /// All blocks of a file in their order; text between them is skipped.
  public static List<PemBlock> parse(String text, Object where) throws KeyFileException {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String type = matcher.group(1);
      try {
        String base64 = matcher.group(2).replaceAll("\\s", "");
        blocks.add(new PemBlock(type, Base64.getDecoder().decode(base64)));
      } catch (IllegalArgumentException e) {
        throw new KeyFileException(
            where, "the " + type + " block is not base64 (expected: PEM)", e);
      }
    }
    return List.copyOf(blocks);
  }

  public static String write(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
  }

  public String type() {
    return type;
  }

  public byte[] der() {
    return der.clone();
  }

  @Override
  public String toString() {
    return "PEM " + type;
  }
}
