package io.turnpike.relay;

import io.netty.handler.codec.CodecException;

/// A step of the dialogue took the edge too long. Without a stack trace.
final class LateException extends CodecException {
  private static final long serialVersionUID = 1L;

  LateException(String message) {
    super(message);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
  public Throwable fillInStackTrace() {
    return this;
  }
}
