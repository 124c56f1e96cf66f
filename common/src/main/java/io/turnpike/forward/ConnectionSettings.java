package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;
import io.turnpike.forward.filter.RateFilter;

/// What holds for each connection of a program, whichever end of it is here.
public record ConnectionSettings(SocketSettings sockets, TimeLimits times, Filters filters) {
  public static final ConnectionSettings DEFAULT =
      new ConnectionSettings(SocketSettings.DEFAULT, TimeLimits.DEFAULT, Filters.NONE);

  /// These, for connections that have `bytesPerSecond` in each direction all together.
  public ConnectionSettings limitedTo(long bytesPerSecond) {
    return new ConnectionSettings(
        sockets, times, filters.withFirst("--rate-limit", RateFilter.shared(bytesPerSecond)));
  }
}
