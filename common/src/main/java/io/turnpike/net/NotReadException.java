package io.turnpike.net;

/// Nothing was read from a channel, and nothing is wrong with it: there was no room for it. Who
/// gets this pauses the reading, or it is tried again at once. What there is to read stays with the
/// kernel.
public final class NotReadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotReadException() {
    super("no room for what there is to read", null, false, false);
  }
}
