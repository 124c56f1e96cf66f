package io.turnpike.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;

/// The options of a [PlainSocket]; of one that listens, accepted ones inherit them. Belongs to its
/// loop.
public final class PlainOptions {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_QUICKACK = 12;

  private final Socket socket;
  private boolean isNoDelayDue;
  private boolean isQuickAckDue;
  private boolean hasWritten;
  private boolean endsInReset;

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

  /// `TCP_QUICKACK` off until something is written: the acknowledgement that ends the handshake
  /// goes with the first bytes, one packet less. Before it connects, and only where these bytes
  /// wait already: until then the other side does not know that it is connected.
  public void writesAtOnce() throws IOException {
    socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, 0);
    isQuickAckDue = true;
  }

  /// Something is about to be written.
  void beforeWrite() throws IOException {
    if (isNoDelayDue && hasWritten) {
      isNoDelayDue = false;
      socket.setTcpNoDelay(true);
    }
    hasWritten = true;
  }

  /// Something was written. Were acknowledgements late any longer, a peer that sends an answer in
  /// two pieces would wait for one in between.
  void afterWrite() throws IOException {
    if (isQuickAckDue) {
      isQuickAckDue = false;
      socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, 1);
    }
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

  /// It was accepted by a listening socket that ends in a reset, and ends so too.
  public void hasInheritedReset() {
    endsInReset = true;
  }

  /// From here on the socket ends in an RST, however it ends.
  public void endInReset() throws IOException {
    if (!endsInReset) {
      socket.setSoLinger(0);
      endsInReset = true;
    }
  }

  /// Every byte is with the kernel, and the FIN behind them is due.
  public void endInOrder() throws IOException {
    if (endsInReset) {
      socket.setSoLinger(-1);
      endsInReset = false;
    }
  }
}
