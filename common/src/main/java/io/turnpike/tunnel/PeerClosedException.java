package io.turnpike.tunnel;

import java.io.IOException;

/// A connection has ended without any failure being told. Without a stack trace.
final class PeerClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  PeerClosedException() {
    super("the peer closed the connection");
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
  public Throwable fillInStackTrace() {
    return this;
  }
}
