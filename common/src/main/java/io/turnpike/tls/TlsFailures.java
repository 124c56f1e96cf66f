package io.turnpike.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.turnpike.identity.Identity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Puts the failure of a connection that speaks TLS into one line for the log, at whatever stage it
/// failed.
public final class TlsFailures {
  /// `Received fatal alert: certificate_unknown` of the JDK, `…:SSLV3_ALERT_CERTIFICATE_UNKNOWN` of
  /// BoringSSL.
  private static final Pattern ALERT =
      Pattern.compile("(?:fatal alert: |(?:SSLV3|TLSV1|TLSV13)_ALERT_)([A-Za-z_0-9]+)");

  private static final Set<String> OUR_CERTIFICATE =
      Set.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "certificate_required",
          "unknown_ca",
          "access_denied",
          "decrypt_error");

  private static final String NOT_TLS = "the peer does not speak TLS";
  private static final String OLD_TLS = "the peer does not speak TLS 1.3";
  private static final String TOO_SLOW = "the TLS handshake took too long";
  private static final String CLOSED = "the peer closed the connection";

  private static final String BROKEN = "the connection failed: ";

  private TlsFailures() {}

  /// What went wrong, as one line without a full stop; never empty, never a stack.
  public static String describe(Throwable failure) {
    return refusalByUs(failure)
        .or(() -> alert(failure).map(TlsFailures::describeAlert))
        .orElseGet(() -> describeOther(failure));
  }

  /// Whether trying again soon is pointless, since one side does not accept the other's certificate
  /// or identity.
  public static boolean isRefusal(Throwable failure) {
    return refusalByUs(failure).isPresent()
        || alert(failure).filter(OUR_CERTIFICATE::contains).isPresent();
  }

  /// What kind of failure it is; what TLS does not know of is OTHER.
  public static TlsProblem problem(Throwable failure) {
    Optional<PeerRefusedException> ours = refused(failure);
    if (ours.isPresent()) {
      return ours.get().problem();
    }
    Optional<String> alert = alert(failure);
    if (alert.isPresent()) {
      return switch (alert.get()) {
        case "protocol_version" -> TlsProblem.OLD_TLS;
        case "no_application_protocol" -> TlsProblem.OTHER_PROTOCOL;
        case "certificate_expired" -> TlsProblem.OURS_OUT_OF_DATE;
        default ->
            OUR_CERTIFICATE.contains(alert.get()) ? TlsProblem.OURS_REFUSED : TlsProblem.OTHER;
      };
    }
    String other = describeOther(failure);
    return switch (other) {
      case NOT_TLS -> TlsProblem.NOT_TLS;
      case OLD_TLS -> TlsProblem.OLD_TLS;
      case TOO_SLOW -> TlsProblem.TOO_SLOW;
      case CLOSED -> TlsProblem.CLOSED;
      default -> other.startsWith(BROKEN) ? TlsProblem.CLOSED : TlsProblem.OTHER;
    };
  }

  /// The identity that the peer has proved and that we did not accept.
  public static Optional<Identity> refusedIdentity(Throwable failure) {
    return refused(failure).flatMap(PeerRefusedException::identity);
  }

  private static Optional<PeerRefusedException> refused(Throwable failure) {
    return causes(failure)
        .filter(PeerRefusedException.class::isInstance)
        .map(PeerRefusedException.class::cast)
        .findFirst();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.<@Nullable Throwable>iterate(
            failure, cause -> cause != null, cause -> cause.getCause())
        .limit(10);
  }

  private static Optional<String> refusalByUs(Throwable failure) {
    return causes(failure)
        .filter(CertificateException.class::isInstance)
        .map(cause -> firstLine(cause))
        .findFirst();
  }

  private static Optional<String> alert(Throwable failure) {
    return causes(failure)
        .map(cause -> ALERT.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT))
        .findFirst();
  }

  private static String describeAlert(String alert) {
    return switch (alert) {
      case "protocol_version" -> "the peer does not speak TLS 1.3 (alert protocol_version)";
      case "no_application_protocol" ->
          "the peer speaks another protocol inside TLS (alert no_application_protocol)";
      case "certificate_expired" ->
          "the peer says that our certificate is out of its dates (alert certificate_expired; check"
              + " the clocks)";
      default ->
          OUR_CERTIFICATE.contains(alert)
              ? "the peer refused our certificate or identity (alert "
                  + alert
                  + "; its log says why)"
              : "the peer ended the TLS handshake (alert " + alert + ")";
    };
  }

  private static String describeOther(Throwable failure) {
    Optional<Throwable> last = Optional.empty();
    for (Throwable cause : causes(failure).toList()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof SslHandshakeTimeoutException) {
        return TOO_SLOW;
      }
      if (cause instanceof NotSslRecordException || message.contains("WRONG_VERSION_NUMBER")) {
        return NOT_TLS;
      }
      if (message.contains("UNSUPPORTED_PROTOCOL") || message.contains("(protocol_version)")) {
        return OLD_TLS;
      }
      if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
          || message.contains("Empty client certificate chain")) {
        return "the peer presented no certificate";
      }
      if (message.contains("BAD_SIGNATURE") || message.contains("CertificateVerify signature")) {
        return "the peer does not have the key of its certificate";
      }
      if (cause instanceof ClosedChannelException || message.contains("close_notify")) {
        return CLOSED;
      }
      last = Optional.of(cause);
    }
    return describeRoot(last.orElse(failure));
  }

  private static String describeRoot(Throwable root) {
    return switch (root) {
      case SSLException tls -> "the TLS handshake failed: " + firstLine(tls);
      case UnknownHostException unknown -> "unknown host: " + firstLine(unknown);
      case SocketException e
          when e instanceof ConnectException || e instanceof NoRouteToHostException ->
          "cannot connect: " + firstLine(e);
      case IOException io -> BROKEN + firstLine(io);
      default -> firstLine(root);
    };
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
