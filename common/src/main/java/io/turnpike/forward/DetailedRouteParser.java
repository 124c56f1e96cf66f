package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;
import io.turnpike.net.Cidr;
import io.turnpike.net.HostPort;
import io.turnpike.net.Hosts;
import io.turnpike.net.Ports;
import io.turnpike.value.Rates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads a route that spells everything out:
/// `name=db&listen=127.0.0.1:5432&allow=10.0.0.0/8&destination=db.lan:5432&filters=log&maxConnections=9`.
///
/// `allow` and `filters` may be repeated. In values `%2C` is a comma, `%26` is `&`, `%25` is `%`.
public final class DetailedRouteParser {
  /// Of a route in a configuration file.
  public static final List<String> KEYS =
      List.of("name", "listen", "allow", "destination", "filters", "limits");

  /// Inside of its `limits`.
  public static final List<String> LIMITS =
      List.of("maxConnections", "maxConnectionsPerSource", "acceptRate", "rateLimit");

  /// The keys that may be there several times.
  public static final List<String> LISTS = List.of("allow", "filters");

  private static final int MOST_NAME = 64;

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private DetailedRouteParser() {}

  /// A value as it stands in such a text.
  public static String encode(String value) {
    return value.replace("%", "%25").replace("&", "%26").replace(",", "%2C");
  }

  static boolean isDetailed(String text) {
    int equals = text.indexOf('=');
    return equals > 0 && text.substring(0, equals).chars().allMatch(Character::isLetter);
  }

  /// @throws IllegalArgumentException with what is wrong, and what was expected
  static Route parse(String text, Function<List<String>, Filters> filters) {
    var parser = new DetailedRouteParser();
    for (String pair : text.split("&", -1)) {
      parser.take(pair);
    }
    return parser.route(filters);
  }

  private void take(String pair) {
    int equals = pair.indexOf('=');
    String key = equals < 0 ? pair : pair.substring(0, equals);
    if (equals < 0 || key.equals("limits") || !(KEYS.contains(key) || LIMITS.contains(key))) {
      throw new IllegalArgumentException(
          "\"%s\" (expected: one of %s, %s, with a value)"
              .formatted(key, String.join(", ", KEYS.subList(0, 5)), String.join(", ", LIMITS)));
    }
    List<String> all = values.computeIfAbsent(key, _ -> new ArrayList<>());
    if (!all.isEmpty() && !LISTS.contains(key)) {
      throw new IllegalArgumentException(key + " is there twice (expected: once)");
    }
    all.add(
        URLDecoder.decode(pair.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private Route route(Function<List<String>, Filters> filters) {
    InetSocketAddress listen = required("listen", DetailedRouteParser::listen);
    HostPort destination = required("destination", DetailedRouteParser::destination);
    List<Cidr> allow =
        values.getOrDefault("allow", List.of()).stream()
            .map(text -> read("allow", text, Cidr::parse))
            .toList();
    var limits =
        new AdmissionLimits(
            number("maxConnections"),
            number("maxConnectionsPerSource"),
            number("acceptRate"),
            List.of(),
            List.of());
    return new Route(
        null,
        listen.getPort(),
        destination,
        new RouteDetails(
            optional("name", DetailedRouteParser::name),
            Optional.of(listen.getAddress()),
            allow,
            limits,
            optional("rateLimit", Rates::parse).orElse(0L),
            filters.apply(values.getOrDefault("filters", List.of()))));
  }

  private <T> T required(String key, Function<String, T> parse) {
    return optional(key, parse)
        .orElseThrow(() -> new IllegalArgumentException("no " + key + " (expected: one)"));
  }

  private <T> Optional<T> optional(String key, Function<String, T> parse) {
    List<String> all = values.get(key);
    return all == null ? Optional.empty() : Optional.of(read(key, all.getFirst(), parse));
  }

  private int number(String key) {
    return optional(
            key,
            text -> {
              if (!Ports.isNumber(text) || text.length() > 9) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: a whole number)");
              }
              return Integer.parseInt(text);
            })
        .orElse(0);
  }

  private static <T> T read(String key, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " " + e.getMessage(), e);
    }
  }

  private static String name(String text) {
    boolean odd =
        text.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    if (text.isEmpty() || text.length() > MOST_NAME || odd) {
      throw new IllegalArgumentException(
          "\"%s\" (expected: 1 to %d characters without spaces)".formatted(text, MOST_NAME));
    }
    return text;
  }

  /// `port`, or `address:port`.
  private static InetSocketAddress listen(String text) {
    if (Ports.isNumber(text)) {
      return new InetSocketAddress(Route.ALL, Ports.parse("port", text, 0));
    }
    HostPort at = HostPort.parse(text, 0);
    String host = at.host().equals("localhost") ? "127.0.0.1" : at.host();
    InetAddress address =
        Hosts.literal(host)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "\"" + text + "\" (expected: a port, or an address of this host and a port)"));
    return new InetSocketAddress(address, at.port());
  }

  /// `port` of the far end itself, or `host:port`.
  private static HostPort destination(String text) {
    return Ports.isNumber(text)
        ? new HostPort(RouteParser.DEFAULT_HOST, Ports.parse("port", text, 1))
        : HostPort.parse(text);
  }
}
