package io.turnpike.net;

/// The user has asked for a transport that there is not, or not here. One line; without a stack
/// trace.
public final class NoSuchTransportException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NoSuchTransportException(String line) {
    super(line);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
  public Throwable fillInStackTrace() {
    return this;
  }
}
