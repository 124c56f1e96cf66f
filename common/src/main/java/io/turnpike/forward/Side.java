package io.turnpike.forward;

import io.turnpike.forward.Ending.By;
import io.turnpike.frame.ResetCode;

/// Which end of the tunnel a [StreamPipe] is at, and so who it was that ended a stream. Pure.
enum Side {
  ENTRY_POINT(By.SOURCE, By.DESTINATION, By.ENTRY_POINT, By.REVERSE_PROXY),
  REVERSE_PROXY(By.DESTINATION, By.SOURCE, By.REVERSE_PROXY, By.ENTRY_POINT);

  private final By user;
  private final By farUser;
  private final By edge;
  private final By farEdge;

  Side(By user, By farUser, By edge, By farEdge) {
    this.user = user;
    this.farUser = farUser;
    this.edge = edge;
    this.farEdge = farEdge;
  }

  /// @param sentBytes to the far end
  /// @param receivedBytes from there
  Ending ending(StreamEnd end, long sentBytes, long receivedBytes) {
    boolean sendsUp = this == ENTRY_POINT;
    long up = sendsUp ? sentBytes : receivedBytes;
    long down = sendsUp ? receivedBytes : sentBytes;
    return switch (end) {
      case StreamEnd.InOrder(boolean hereFirst) ->
          new Ending(up, down, hereFirst ? user : farUser, Ending.IN_ORDER);
      case StreamEnd.SocketFailed(String reason) -> new Ending(up, down, user, reason);
      case StreamEnd.FarReset(ResetCode code) -> new Ending(up, down, whoSent(code), code.text());
      case StreamEnd.Cut(String reason) -> new Ending(up, down, edge, reason);
    };
  }

  private By whoSent(ResetCode code) {
    return switch (code) {
      case ABORTED, REFUSED, TIMED_OUT, NO_SUCH_NAME, UNREACHABLE -> farUser;
      case DENIED, LIMIT, DRAINING, UNKNOWN_STREAM, INTERNAL, NEVER_OPENED -> farEdge;
      case TUNNEL_LOST -> By.TUNNEL;
    };
  }
}
