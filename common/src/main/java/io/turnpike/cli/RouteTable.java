package io.turnpike.cli;

import io.turnpike.cli.file.Node;
import io.turnpike.cli.file.Place;
import io.turnpike.forward.DetailedRouteParser;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/// A route that a file spells out, with a name, filters and limits, as the text that the command
/// line would have: `name=db&listen=127.0.0.1:5432&destination=db.lan:5432`.
final class RouteTable {
  private static final String LIMITS = "limits";

  private final Function<Place, String> where;
  private final StringJoiner text = new StringJoiner("&");

  /// @param where names the route and a place in it, for errors
  RouteTable(Function<Place, String> where) {
    this.where = where;
  }

  /// @throws UserError when a key is unknown or a value is of the wrong kind
  String text(Node.Table route) {
    route
        .members()
        .forEach((key, member) -> {
          if (key.equals(LIMITS) && member.value() instanceof Node.Table limits) {
            limits
                .members()
                .forEach((limit, value) -> add(limit, value, DetailedRouteParser.LIMITS));
          } else {
            add(key, member, DetailedRouteParser.KEYS);
          }
        });
    return text.toString();
  }

  private void add(String key, Node.Member member, List<String> known) {
    if (!known.contains(key)) {
      throw UserError.usage(
          where.apply(member.place()) + ": " + SettingNames.unknown("key", key, known));
    }
    if (member.value() instanceof Node.Sequence list && DetailedRouteParser.LISTS.contains(key)) {
      list.elements().forEach(element -> add(key, element));
    } else {
      add(key, member.value());
    }
  }

  private void add(String key, Node value) {
    switch (value) {
      case Node.Text(Place _, String word) when !key.equals(LIMITS) ->
          text.add(key + "=" + DetailedRouteParser.encode(word));
      case Node.Whole(Place _, String number) when !key.equals(LIMITS) ->
          text.add(key + "=" + number);
      case Node.Text _, Node.Whole _, Node.Flag _, Node.Other _, Node.Sequence _, Node.Table _ ->
          throw UserError.usage(
              "%s.%s: %s (expected: %s)"
                  .formatted(
                      where.apply(value.place()),
                      key,
                      value,
                      key.equals(LIMITS) ? "a table of limits" : "text in quotes"));
    }
  }
}
