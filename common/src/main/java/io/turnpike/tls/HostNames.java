package io.turnpike.tls;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/// The hosts that a certificate is for (its subject alternative names), and whether one of them is
/// meant (RFC 9525).
final class HostNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private HostNames() {}

  /// The names and addresses of a certificate, as text.
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> entry : alternativeNames(certificate)) {
      if (entry.get(0) instanceof Integer type
          && (type == DNS_NAME || type == IP_ADDRESS)
          && entry.get(1) instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of(); // for no host at all
    }
  }

  static boolean matches(X509Certificate certificate, String host) {
    byte @Nullable [] address = addressOf(host);
    String name = address == null ? canonical(host) : "";
    return of(certificate).stream()
        .anyMatch(candidate ->
            address == null
                ? addressOf(candidate) == null && matchesName(canonical(candidate), name)
                : Arrays.equals(address, addressOf(candidate)));
  }

  /// A wildcard stands for exactly one label, the first.
  private static boolean matchesName(String pattern, String name) {
    if (!pattern.startsWith("*.")) {
      return pattern.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && pattern.substring(1).equals(name.substring(dot));
  }

  /// The name to send as SNI: none for an address.
  static Optional<SNIHostName> serverName(String host) {
    if (addressOf(host) != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SNIHostName(canonical(host)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name that DNS may know and TLS cannot say
    }
  }

  private static byte @Nullable [] addressOf(String host) {
    return NetUtil.createByteArrayFromIpAddressString(host);
  }

  /// Names that are ASCII, nearly all, do without the tables of [IDN].
  private static String canonical(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    try {
      boolean isAscii = name.chars().allMatch(c -> c < 0x80);
      return (isAscii ? name : IDN.toASCII(name)).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return name.toLowerCase(Locale.ROOT);
    }
  }
}
