package io.turnpike.forward.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;

/// The filters that a program was told to use, in their order. Any thread.
public final class Filters {
  public static final Filters NONE = new Filters(List.of());

  private final List<Configured> configured;

  private record Configured(String text, Function<FilteredConnection, Filter> maker) {}

  /// A filter of one connection.
  ///
  /// @param text as the user wrote it
  public record Named(String text, Filter filter) {}

  private Filters(List<Configured> configured) {
    this.configured = configured;
  }

  /// Reads each `name[:key=value,…]`. Filters are those that come with the programs, and those that
  /// `loader` finds.
  ///
  /// @throws IllegalArgumentException with one line: which one, what is wrong, what was expected
  public static Filters parse(Collection<String> texts, ClassLoader loader) {
    if (texts.isEmpty()) {
      return NONE;
    }
    Map<String, FilterFactory> factories = new HashMap<>();
    for (FilterFactory factory : ServiceLoader.load(FilterFactory.class, loader)) {
      if (factories.put(factory.name(), factory) != null) {
        throw new IllegalArgumentException(
            "two filters are named \"" + factory.name() + "\" (expected: names of their own)");
      }
    }
    List<Configured> all = new ArrayList<>();
    for (String text : texts) {
      all.add(new Configured(text, configure(text, factories)));
    }
    return new Filters(List.copyOf(all));
  }

  private static Function<FilteredConnection, Filter> configure(
      String text, Map<String, FilterFactory> factories) {
    int colon = text.indexOf(':');
    FilterFactory factory = factories.get(colon < 0 ? text : text.substring(0, colon));
    if (factory == null) {
      throw new IllegalArgumentException(
          "filter \"%s\" (expected: %s)"
              .formatted(text, String.join(", ", new TreeSet<>(factories.keySet()))));
    }
    try {
      FilterOptions options = FilterOptions.parse(colon < 0 ? "" : text.substring(colon + 1));
      Function<FilteredConnection, Filter> maker = factory.configure(options);
      options.requireNoOther();
      return maker;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("filter \"" + text + "\": " + e.getMessage(), e);
    }
  }

  /// These, and one more in front, that the user did not name.
  public Filters withFirst(String text, Function<FilteredConnection, Filter> maker) {
    List<Configured> all = new ArrayList<>();
    all.add(new Configured(text, maker));
    all.addAll(configured);
    return new Filters(List.copyOf(all));
  }

  /// These, and `others` behind them.
  public Filters with(Filters others) {
    if (others.isEmpty()) {
      return this;
    }
    List<Configured> all = new ArrayList<>(configured);
    all.addAll(others.configured);
    return new Filters(List.copyOf(all));
  }

  public boolean isEmpty() {
    return configured.isEmpty();
  }

  /// New ones for a connection, in the order in which it sees them on its way up.
  public List<Named> make(FilteredConnection connection) {
    List<Named> made = new ArrayList<>();
    for (Configured each : configured) {
      made.add(new Named(each.text, each.maker.apply(connection)));
    }
    return made;
  }

  private List<String> texts() {
    return configured.stream().map(Configured::text).toList();
  }

  /// Whether the user wrote the same.
  @Override
  public boolean equals(Object other) {
    return other instanceof Filters filters && texts().equals(filters.texts());
  }

  @Override
  public int hashCode() {
    return texts().hashCode();
  }

  @Override
  public String toString() {
    return texts().toString();
  }
}
