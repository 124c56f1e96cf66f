package io.turnpike.gencert;

import io.netty.util.NetUtil;
import io.turnpike.cli.UserError;
import java.net.IDN;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The hosts that a certificate is to be for, checked and without repetition.
///
/// @param names DNS names, in ASCII; the first label may be a `*`
/// @param addresses IPv4 and IPv6, without brackets
record HostList(Set<String> names, Set<String> addresses) {
  private static final int MAX_NAME_CHARACTERS = 253;
  private static final Pattern NAME =
      Pattern.compile(
          "(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  /// @param dns values of `--dns`, each a list with commas
  /// @param ip values of `--ip`, each a list with commas
  /// @throws UserError for a value that is none, and when there is none at all
  static HostList parse(List<String> dns, List<String> ip) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>();
    dns.stream().flatMap(HostList::split).map(HostList::name).forEach(names::add);
    ip.stream().flatMap(HostList::split).map(HostList::address).forEach(addresses::add);
    if (names.isEmpty() && addresses.isEmpty()) {
      throw UserError.usage(
          "no host (expected: the names and addresses by which the edges reach the relay-server, "
              + "as --dns relay.example --ip 203.0.113.7)");
    }
    return new HostList(names, addresses);
  }

  /// Keeps empty parts: an empty one is usually a shell variable that was not set.
  private static Stream<String> split(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::strip);
  }

  private static String name(String value) {
    if (NetUtil.createByteArrayFromIpAddressString(value) != null) {
      throw UserError.usage(
          "--dns: \""
              + value
              + "\" is an address (expected: a host name; give addresses with --ip)");
    }
    String name = ascii(value);
    if (name.length() > MAX_NAME_CHARACTERS || !NAME.matcher(name).matches()) {
      throw UserError.usage(
          "--dns: \"" + value + "\" (expected: a host name, such as relay.example or *.example)");
    }
    return name;
  }

  private static String ascii(String value) {
    String name = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private static String address(String value) {
    String address =
        value.startsWith("[") && value.endsWith("]")
            ? value.substring(1, value.length() - 1)
            : value;
    if (address.contains("%") || NetUtil.createByteArrayFromIpAddressString(address) == null) {
      throw UserError.usage("--ip: \"" + value + "\" (expected: an IPv4 or IPv6 address)");
    }
    return address;
  }

  /// All of them, as text.
  List<String> all() {
    return Stream.concat(names.stream(), addresses.stream()).toList();
  }
}
