package io.turnpike.forward;

/// Tells the pipe, as an event in its pipeline, to end the connection: it has lasted too long, or a
/// filter says so.
///
/// @param reset with an RST at both ends; otherwise in order, behind what has passed
/// @param reason one line
record Cut(boolean reset, String reason) {
  /// More came for a slow socket than there is room for.
  static final Cut OVERRUN = new Cut(true, "too many bytes wait (--max-queued)");
}
