package io.turnpike.net;

import java.net.InetAddress;
import java.util.Optional;

/// Host names and literal addresses in text; nothing here ever asks DNS.
public final class Hosts {
  private static final int MAX_LENGTH = 253;

  private Hosts() {}

  /// The address that `text` spells (`10.0.0.1`, `::1`, without brackets), or empty when it is
  /// something else. IPv4 must have its four parts.
  public static Optional<InetAddress> literal(String text) {
    boolean ipv6 = text.indexOf(':') >= 0;
    if (text.startsWith("[") || (!ipv6 && !hasFourNumbers(text))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Returns `host` when it is a literal address or could be a host name.
  ///
  /// @throws IllegalArgumentException with one line when it cannot
  public static String check(String host) {
    if (host.indexOf(':') >= 0) {
      return requireIpv6(host);
    }
    if (literal(host).isEmpty() && !couldBeName(host)) {
      throw new IllegalArgumentException(
          "host \"" + host + "\" (expected: a host name, an IPv4 address or [IPv6 address])");
    }
    return host;
  }

  static String requireIpv6(String text) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    boolean zoneIsGood = zone < 0 || couldBeLabel(text.substring(zone + 1));
    if (address.indexOf(':') < 0 || literal(address).isEmpty() || !zoneIsGood) {
      throw new IllegalArgumentException("host \"[" + text + "]\" (expected: an IPv6 address)");
    }
    return text;
  }

  /// Letters, digits, `-` and `_` between dots. A last label of digits, or a hexadecimal one, would
  /// be an IPv4 address in a form that only some resolvers know (`127.1`, `0x7f000001`).
  private static boolean couldBeName(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.length() > MAX_LENGTH) {
      return false;
    }
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (!couldBeLabel(label)) {
        return false;
      }
    }
    return !isNumberOfAnyBase(labels[labels.length - 1]);
  }

  private static boolean isNumberOfAnyBase(String label) {
    return Ports.isNumber(label)
        || (label.regionMatches(true, 0, "0x", 0, 2)
            && label.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0));
  }

  private static boolean couldBeLabel(String label) {
    return !label.isEmpty()
        && label
            .chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_');
  }

  private static boolean hasFourNumbers(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (!Ports.isNumber(part)
          || part.length() > 3
          || (part.length() > 1 && part.startsWith("0"))) {
        return false;
      }
    }
    return true;
  }
}
