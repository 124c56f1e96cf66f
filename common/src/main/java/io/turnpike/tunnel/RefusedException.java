package io.turnpike.tunnel;

import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import java.io.IOException;
import java.time.Duration;

/// The relay has answered REFUSED (`protocol.md` §4.2). Without a stack trace.
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Frame.Refused refused;

  RefusedException(Frame.Refused refused) {
    super("refused by the relay: " + refused.code() + " (" + refused.text() + ")");
    this.refused = refused;
  }

  RefusalCode code() {
    return refused.code();
  }

  String text() {
    return refused.text();
  }

  /// Whether trying again soon cannot help.
  boolean isFinal() {
    return refused.code() == RefusalCode.DENIED || refused.code() == RefusalCode.VERSION;
  }

  Duration retryAfter() {
    return Duration.ofMillis(refused.retryAfterMillis());
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
  public Throwable fillInStackTrace() {
    return this;
  }
}
