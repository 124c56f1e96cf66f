package io.turnpike.doctor;

import java.util.Locale;

/// What a [Doctor] has seen of one step.
///
/// @param relay of which relay; empty where that makes no difference
/// @param what of several of the kind: a route; else empty
/// @param seen in one line; the cause, when it failed
/// @param remedy in one line; empty when there is nothing to do
record Row(String relay, Step step, String what, State state, String seen, String remedy) {
  /// How a step went.
  enum State {
    OK,
    /// It works, and something about it is strange.
    WARNING,
    FAILED,
    /// One before it failed.
    NOT_TRIED;

    String word() {
      return switch (this) {
        case OK -> "ok";
        case WARNING, FAILED -> name();
        case NOT_TRIED -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
      };
    }
  }
}
