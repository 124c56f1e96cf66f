package io.turnpike.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;

/// The options of a [PlainSocket]; of one that listens, accepted ones inherit them. Belongs to its
/// loop.
public final class PlainOptions {
  private final Socket socket;
  private boolean isNoDelayDue;
  private boolean hasWritten;

  PlainOptions(Socket socket) {
    this.socket = socket;
  }

  public void noDelay(boolean on) throws IOException {
    socket.setTcpNoDelay(on);
  }

  /// `TCP_NODELAY`, said before the second write. The first goes out at once anyway, since nothing
  /// is on its way that it could wait for, and so does a FIN; many connections write once.
  public void noDelayLater() {
    isNoDelayDue = true;
  }

  /// Something is about to be written.
  void beforeWrite() throws IOException {
    if (isNoDelayDue && hasWritten) {
      isNoDelayDue = false;
      socket.setTcpNoDelay(true);
    }
    hasWritten = true;
  }

  public void keepAlive(boolean on) throws IOException {
    socket.setKeepAlive(on);
  }

  public void sendBuffer(int bytes) throws IOException {
    socket.setSendBufferSize(bytes);
  }

  public void receiveBuffer(int bytes) throws IOException {
    socket.setReceiveBufferSize(bytes);
  }
}
