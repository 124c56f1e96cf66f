package io.turnpike.tunnel;

import io.turnpike.frame.ProtocolViolation;
import io.turnpike.net.DialFailure;
import io.turnpike.tls.TlsFailures;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a connection between edge and relay has ended, in words for the log.
public final class EndReason {
  private EndReason() {}

  /// One line without a full stop; never empty, never a stack.
  public static String of(Throwable cause) {
    return switch (cause) {
      case ProtocolViolation violation -> String.valueOf(violation.getMessage());
      case RefusedException refused -> String.valueOf(refused.getMessage());
      case DialFailure dial -> String.valueOf(dial.getMessage());
      case PeerClosedException closed -> String.valueOf(closed.getMessage());
      default -> TlsFailures.describe(cause);
    };
  }

  /// Whether the peer, or the network, has just ended it, so that nobody did anything wrong.
  public static boolean isOrdinary(Throwable cause) {
    Throwable root = cause;
    for (@Nullable Throwable next = cause; next != null; next = next.getCause()) {
      if (next instanceof ProtocolViolation || next instanceof CertificateException) {
        return false;
      }
      if (next instanceof PeerClosedException || next instanceof ClosedChannelException) {
        return true;
      }
      root = next;
    }
    return root instanceof IOException
        && !(root instanceof SSLException)
        && !(root instanceof RefusedException)
        && !(root instanceof DialFailure);
  }
}
