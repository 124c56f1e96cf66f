package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFailuresTest {

  @ParameterizedTest
  @CsvSource({
    "Received fatal alert: certificate_unknown, the peer refused our certificate or identity"
        + " (alert certificate_unknown; its log says why), true",
    "error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE, the peer refused our"
        + " certificate or identity (alert bad_certificate; its log says why), true",
    "error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED, the peer"
        + " refused our certificate or identity (alert certificate_required; its log says why),"
        + " true",
    "Received fatal alert: certificate_expired, the peer says that our certificate is out of its"
        + " dates (alert certificate_expired; check the clocks), true",
    "error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION, the peer does not"
        + " speak TLS 1.3 (alert protocol_version), false",
    "Received fatal alert: no_application_protocol, the peer speaks another protocol inside TLS"
        + " (alert no_application_protocol), false",
    "Received fatal alert: handshake_failure, the peer ended the TLS handshake (alert"
        + " handshake_failure), false",
    "something new, the TLS handshake failed: something new, false"
  })
  void putsAnAlertIntoWords(String message, String line, boolean refusal) {
    Throwable failure = new DecoderException(new SSLHandshakeException(message));
    assertEquals(line, TlsFailures.describe(failure));
    assertEquals(refusal, TlsFailures.isRefusal(failure));
  }

  @Test
  void ourOwnRefusalComesFirst() {
    Throwable failure =
        new SSLHandshakeException("General OpenSslEngine problem")
            .initCause(new CertificateException("the peer's identity X is not authorised\nmore"));
    assertEquals("the peer's identity X is not authorised", TlsFailures.describe(failure));
    assertTrue(TlsFailures.isRefusal(failure));
  }

  @Test
  void tellsATimeoutAClosedAndAFailedConnectionApart() {
    assertEquals(
        "the TLS handshake took too long",
        TlsFailures.describe(new SslHandshakeTimeoutException("timed out after 10000ms")));
    assertEquals(
        "the peer closed the connection", TlsFailures.describe(new ClosedChannelException()));
    assertEquals(
        "the peer closed the connection",
        TlsFailures.describe(
            new SSLException("closing inbound before receiving peer's close_notify")));
    assertEquals(
        "the connection failed: Connection reset by peer",
        TlsFailures.describe(new IOException("Connection reset by peer")));
    assertEquals(
        "the peer does not speak TLS",
        TlsFailures.describe(new NotSslRecordException("not an SSL/TLS record: 48545450")));
  }

  @Test
  void saysWhyThereIsNoConnectionAtAll() {
    assertEquals(
        "cannot connect: Connection refused: /127.0.0.1:4433",
        TlsFailures.describe(new ConnectException("Connection refused: /127.0.0.1:4433")));
    assertEquals(
        "cannot connect: No route to host",
        TlsFailures.describe(new NoRouteToHostException("No route to host")));
    assertEquals(
        "unknown host: nowhere.example",
        TlsFailures.describe(new UnknownHostException("nowhere.example")));
  }

  @Test
  void leavesFailuresAboveTlsInTheirOwnWords() {
    assertEquals(
        "frame too long",
        TlsFailures.describe(new DecoderException(new IllegalStateException("frame too long"))));
  }

  @Test
  void isOneLineWhateverComes() {
    assertEquals("NullPointerException", TlsFailures.describe(new NullPointerException()));
    assertEquals(
        "the TLS handshake failed: one", TlsFailures.describe(new SSLException("one\ntwo")));
    Throwable loop = new SSLException("a");
    loop.initCause(new SSLException("b", loop));
    assertTrue(TlsFailures.describe(loop).startsWith("the TLS handshake failed: "));
    assertFalse(TlsFailures.isRefusal(loop));
  }
}
