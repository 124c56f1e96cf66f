package io.turnpike.net;

/// An inherited descriptor, or what the environment says of them, cannot be used; the message is
/// one line for the user.
public final class DescriptorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DescriptorException(String line) {
    super(line, null, false, false);
  }
}
