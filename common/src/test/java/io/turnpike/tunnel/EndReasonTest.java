package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.RefusalCode;
import io.turnpike.net.DialFailure;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class EndReasonTest {
  private static Throwable handshake(Throwable cause) {
    return new SSLHandshakeException("handshake", cause);
  }

  @Test
  void ourOwnReasonsAreTheirMessages() {
    assertEquals("BIND again", EndReason.of(new ProtocolViolation("BIND again")));
    assertEquals(
        "relay:1 refused the connection",
        EndReason.of(new DialFailure(DialFailure.Kind.REFUSED, "relay:1 refused the connection")));
    assertEquals("the peer closed the connection", EndReason.of(new PeerClosedException()));
    assertEquals(
        "refused by the relay: BUSY (later)",
        EndReason.of(new RefusedException(new Frame.Refused(RefusalCode.BUSY, 1, "later"))));
  }

  @Test
  void everyOtherReasonIsInTheWordsOfTls() {
    assertEquals(
        "the peer does not speak TLS",
        EndReason.of(new DecoderException(new NotSslRecordException("not an SSL/TLS record"))));
    assertEquals("nope", EndReason.of(handshake(new CertificateException("nope"))));
  }

  @Test
  void endsThatNobodyIsToBlameForAreOrdinary() {
    assertTrue(EndReason.isOrdinary(new PeerClosedException()));
    assertTrue(EndReason.isOrdinary(new ClosedChannelException()));
    assertTrue(EndReason.isOrdinary(handshake(new ClosedChannelException())));
    assertTrue(EndReason.isOrdinary(new IOException("Connection reset by peer")));
  }

  @Test
  void refusalsAndFaultsAreNot() {
    assertFalse(EndReason.isOrdinary(new ProtocolViolation("BIND again")));
    assertFalse(EndReason.isOrdinary(new SSLException("bad record mac")));
    assertFalse(EndReason.isOrdinary(new DecoderException(new SSLException("bad record mac"))));
    assertFalse(EndReason.isOrdinary(handshake(new CertificateException("nope"))));
    assertFalse(EndReason.isOrdinary(new DialFailure(DialFailure.Kind.REFUSED, "refused")));
    assertFalse(
        EndReason.isOrdinary(new RefusedException(new Frame.Refused(RefusalCode.DENIED, 0, ""))));
    assertFalse(EndReason.isOrdinary(new IllegalStateException("bug")));
  }
}
