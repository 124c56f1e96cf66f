package io.turnpike.forward;

/// What joins two sockets. On their loop.
sealed interface Pipe permits SocketPipe, PlainPipe {
  /// What the source has sent.
  long upBytes();

  /// What the destination has sent.
  long downBytes();

  /// Told once, on the loop, when nothing moves any more.
  @FunctionalInterface
  interface Observer {
    void ended(Ending ending);
  }
}
