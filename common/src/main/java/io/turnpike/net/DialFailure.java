package io.turnpike.net;

import java.io.IOException;

/// Why a dial did not succeed; the message is one line. Without a stack trace, since a user or a
/// peer can cause it at will.
public final class DialFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// The reasons that are told apart.
  public enum Kind {
    NO_SUCH_NAME,
    DENIED,
    REFUSED,
    TIMED_OUT,
    UNREACHABLE,
    /// This process cannot open another socket now.
    LIMIT
  }

  public DialFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
  public Throwable fillInStackTrace() {
    return this;
  }
}
