package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;

/// What holds for each connection of a program, whichever end of it is here.
public record ConnectionSettings(SocketSettings sockets, TimeLimits times, Filters filters) {
  public static final ConnectionSettings DEFAULT =
      new ConnectionSettings(SocketSettings.DEFAULT, TimeLimits.DEFAULT, Filters.NONE);
}
