package io.turnpike.frame;

import io.netty.handler.codec.DecoderException;

/// The peer broke the protocol. Without a stack trace, since a hostile peer can cause it at will;
/// the message is one line.
public final class ProtocolViolation extends DecoderException {
  private static final long serialVersionUID = 1L;

  public ProtocolViolation(String message) {
    super(message);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
  public Throwable fillInStackTrace() {
    return this;
  }
}
