package io.turnpike.net;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Why the kernel has given up on a connection (`SO_ERROR`).
final class SocketFailure {
  private SocketFailure() {}

  /// The socket's failure, which the kernel forgets when it is asked; `null` when there is none.
  static @Nullable IOException of(Socket socket) {
    try {
      int error = -socket.getSoError();
      if (error == Errors.ERRNO_EPIPE_NEGATIVE) { // Linux's word for a reset behind a FIN
        error = Errors.ERRNO_ECONNRESET_NEGATIVE;
      }
      return error == 0 ? null : new Errors.NativeIoException("socket", error, false);
    } catch (IOException e) {
      return e;
    }
  }
}
