package io.turnpike.front;

import io.turnpike.net.HostPort;
import org.jspecify.annotations.Nullable;

/// What a [Dialogue] wants next.
sealed interface Step {
  /// To hear more.
  record More() implements Step {}

  /// To say this, and hear more.
  record Say(Object message) implements Step {}

  /// The source wants to go there; [Dialogue#opened] or [Dialogue#failed] is the answer.
  record Open(HostPort destination) implements Step {}

  /// To say this, if anything, and end.
  ///
  /// @param reason one line for the log
  record Refuse(@Nullable Object message, String reason) implements Step {}
}
