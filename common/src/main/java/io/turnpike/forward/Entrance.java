package io.turnpike.forward;

import io.turnpike.forward.filter.Filters;

/// The way connections came in.
///
/// @param route how the log names it
/// @param filters of these connections
public record Entrance(String route, Filters filters) {}
