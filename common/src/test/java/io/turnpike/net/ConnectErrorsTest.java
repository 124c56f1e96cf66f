package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class ConnectErrorsTest {
  private static Throwable annotated(SocketException exception) {
    return new SocketException(exception.getMessage() + ": /192.0.2.1:80").initCause(exception);
  }

  private static void expect(String reason, DialFailure.Kind kind, Throwable cause) {
    assertEquals(reason, ConnectErrors.reasonOf(cause));
    assertEquals(kind, ConnectErrors.kindOf(cause));
  }

  @Test
  void saysWhatTheSystemSaid() {
    expect(
        "cannot be reached (Network is unreachable)",
        DialFailure.Kind.UNREACHABLE,
        annotated(new NoRouteToHostException()));
    expect(
        "cannot be reached (No route to host)",
        DialFailure.Kind.UNREACHABLE,
        annotated(new NoRouteToHostException("No route to host")));
    expect(
        "cannot be reached (Invalid argument)",
        DialFailure.Kind.UNREACHABLE,
        annotated(new ConnectException("connect(..) failed with error(-22): Invalid argument")));
  }

  @Test
  void tellsTheKindsApart() {
    expect(
        "refused the connection",
        DialFailure.Kind.REFUSED,
        annotated(new ConnectException("finishConnect(..) failed: Connection refused")));
    expect(
        "did not answer in time",
        DialFailure.Kind.TIMED_OUT,
        new ConnectException("Connection timed out"));
    expect(
        "not dialled: no more sockets (too many open files)",
        DialFailure.Kind.LIMIT,
        new IllegalStateException(new IOException("Too many open files")));
  }
}
