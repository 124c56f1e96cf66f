package io.turnpike.forward.filter;

import java.util.function.Function;

/// A kind of filter, found with `ServiceLoader` by its name. Any thread.
public interface FilterFactory {
  /// As in `--filter name:key=value`.
  String name();

  /// Reads the options of one `--filter`, once, when the program starts.
  ///
  /// @return makes a filter for each connection, on any event loop
  /// @throws IllegalArgumentException with one line: what is wrong and what was expected
  Function<FilteredConnection, Filter> configure(FilterOptions options);
}
