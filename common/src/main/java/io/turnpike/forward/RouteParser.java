package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;
import io.turnpike.net.Cidr;
import io.turnpike.net.HostPort;
import io.turnpike.net.Hosts;
import io.turnpike.net.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads routes as users write them: `port:port`, `ip:port:port`, `port:host:port`,
/// `ip:port:host:port`, several separated by commas.
///
/// The leading `ip` is who may connect, an address or a CIDR; 0.0.0.0 and `[::]`, which no source
/// ever has, mean anybody. `host` is an IPv4 address or a name, 127.0.0.1 by default. IPv6 goes in
/// brackets: `[2001:db8::/32]:5001:[::1]:5001`. Nothing is resolved here.
///
/// What has more to say has the form of [DetailedRouteParser].
public final class RouteParser {
  static final String DEFAULT_HOST = "127.0.0.1";
  private static final String FORMS =
      "(expected: port:port, ip:port:port, port:host:port or ip:port:host:port,"
          + " IPv6 addresses in brackets)";

  private RouteParser() {}

  /// Reads every route of `texts`, each of which may hold several, and sees that no two listen at
  /// the same place.
  ///
  /// @throws IllegalArgumentException with one line: which route, which part of it, what was
  ///   expected
  public static List<Route> parse(List<String> texts) {
    return parse(texts, filters -> Filters.parse(filters, Filters.class.getClassLoader()));
  }

  /// As [#parse(List)].
  ///
  /// @param filters reads those of a route that names some
  public static List<Route> parse(List<String> texts, Function<List<String>, Filters> filters) {
    List<Route> routes = new ArrayList<>();
    for (String text : texts) {
      for (String one : text.split(",", -1)) {
        Route route = parseOne(one.strip(), filters);
        refuseCollision(routes, route);
        routes.add(route);
      }
    }
    return List.copyOf(routes);
  }

  /// As [#parse(List)], of one text.
  public static List<Route> parse(String text) {
    return parse(List.of(text));
  }

  private static void refuseCollision(List<Route> earlier, Route route) {
    for (Route other : earlier) {
      if (route.collidesWith(other)) {
        throw new IllegalArgumentException(
            "route \"%s\": listen port %d is taken by route \"%s\" (expected: a port of its own)"
                .formatted(route, route.listenPort(), other));
      }
      if (route.details().name().isPresent()
          && route.details().name().equals(other.details().name())) {
        throw new IllegalArgumentException(
            "route \"%s\": two have this name (expected: names of their own)".formatted(route));
      }
    }
  }

  private static Route parseOne(String text, Function<List<String>, Filters> filters) {
    if (DetailedRouteParser.isDetailed(text)) {
      try {
        return DetailedRouteParser.parse(text, filters);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("route \"" + text + "\": " + e.getMessage(), e);
      }
    }
    List<String> parts = split(text);
    try {
      return switch (parts.size()) {
        case 2 -> route(null, parts.get(0), DEFAULT_HOST, parts.get(1));
        case 3 ->
            Ports.isNumber(parts.get(0))
                ? route(null, parts.get(0), parts.get(1), parts.get(2))
                : fromSources(parts.get(0), parts.get(1), parts.get(2));
        case 4 -> route(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
        default -> throw new IllegalArgumentException(FORMS);
      };
    } catch (IllegalArgumentException e) {
      String separator = parts.size() < 2 || parts.size() > 4 ? " " : ": ";
      throw new IllegalArgumentException("route \"" + text + "\"" + separator + e.getMessage(), e);
    }
  }

  /// Without a port in front; a destination that lost its place is told from sources.
  private static Route fromSources(String sources, String listenPort, String port) {
    boolean meantHost = !inBrackets(sources) && sources.chars().anyMatch(Character::isLetter);
    if (meantHost && Ports.isNumber(listenPort) && Ports.isNumber(port)) {
      throw new IllegalArgumentException(
          "allowed sources \"%1$s\" (expected: an IP address or a CIDR that may connect; to dial %1$s: %2$s:%1$s:%3$s)"
              .formatted(sources, listenPort, port));
    }
    return route(sources, listenPort, DEFAULT_HOST, port);
  }

  private static Route route(
      @Nullable String sources, String listenPort, String host, String port) {
    Cidr allowed = sources == null ? null : allowedSources(sources);
    int listen = Ports.parse("listen port", listenPort, 0);
    HostPort destination =
        new HostPort(destinationHost(host), Ports.parse("destination port", port, 1));
    return new Route(allowed, listen, destination);
  }

  private static @Nullable Cidr allowedSources(String part) {
    try {
      Cidr cidr = Cidr.parse(inBrackets(part) ? withoutBrackets(part) : part);
      boolean anybody = cidr.network().isAnyLocalAddress() && part.indexOf('/') < 0;
      return anybody ? null : cidr;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("allowed sources " + e.getMessage(), e);
    }
  }

  private static String destinationHost(String part) {
    try {
      if (!inBrackets(part)) {
        return Hosts.check(part);
      }
      String address = withoutBrackets(part);
      return address.indexOf(':') >= 0 ? Hosts.check(address) : Hosts.check(part);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("destination " + e.getMessage(), e);
    }
  }

  private static boolean inBrackets(String part) {
    return part.startsWith("[") && part.endsWith("]");
  }

  private static String withoutBrackets(String part) {
    return part.substring(1, part.length() - 1);
  }

  /// At the colons that are outside of brackets.
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':' && !inside) {
        parts.add(text.substring(start, i));
        start = i + 1;
      } else if (c == '[' || c == ']') {
        inside = c == '[';
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
