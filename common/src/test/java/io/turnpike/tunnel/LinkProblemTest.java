package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.NotSslRecordException;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.net.DialFailure;
import io.turnpike.net.HostPort;
import io.turnpike.tunnel.LinkProblem.Leg;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/// Every failure is somebody's: it has a leg, and what to do. What the handshakes of the programs
/// fail with is tested where they run.
final class LinkProblemTest {
  private static final Identity IDENTITY = IdentityKeyPair.generate().identity();
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");

  private static EdgeProfile profile(Role role) {
    var relay = new HostPort("relay.example", 4433);
    return new EdgeProfile(
        role,
        new RelayTarget(relay, relay),
        "7",
        "laptop",
        new InstanceId(1, 2),
        () -> {
          throw new AssertionError();
        },
        () -> {
          throw new AssertionError();
        },
        () -> IDENTITY);
  }

  private static LinkProblem atRelay(Throwable failure) {
    return LinkProblem.atRelay(failure, profile(Role.ENTRY), NOW);
  }

  private static RefusedException refused(RefusalCode code) {
    return new RefusedException(new Frame.Refused(code, 0, "text of " + code));
  }

  private static SSLException alert(String name) {
    return new SSLHandshakeException("Received fatal alert: " + name);
  }

  @Test
  void everyFailureToDialHasItsLeg() {
    Map<DialFailure.Kind, Leg> legs = new EnumMap<>(DialFailure.Kind.class);
    for (DialFailure.Kind kind : DialFailure.Kind.values()) {
      LinkProblem problem = atRelay(new DialFailure(kind, "relay.example:4433 " + kind));
      assertEquals("relay.example:4433 " + kind, problem.cause());
      assertFalse(problem.remedy().isBlank());
      legs.put(kind, problem.leg());
    }
    assertEquals(Leg.NAME, legs.remove(DialFailure.Kind.NO_SUCH_NAME));
    assertTrue(legs.values().stream().allMatch(Leg.TCP::equals), legs::toString);
  }

  @Test
  void everyRefusalIsAboutTheCredentials() {
    for (RefusalCode code : RefusalCode.values()) {
      LinkProblem problem = atRelay(refused(code));
      assertEquals(Leg.CREDENTIALS, problem.leg());
      assertFalse(problem.remedy().isBlank());
    }
    LinkProblem denied = atRelay(refused(RefusalCode.DENIED));
    assertEquals(
        "the relay does not let identity " + IDENTITY + " in as entry-point of group 7",
        denied.cause());
    assertEquals(
        "append to the relay's authorized_keys, or change its line there:"
            + " role=\"entry\",group=\"7\" "
            + IDENTITY.toOpenSshLine("laptop"),
        denied.remedy());
  }

  @Test
  void tlsFailuresAreToldApart() {
    assertEquals(Leg.TLS, atRelay(new NotSslRecordException("not")).leg());
    assertEquals(Leg.TLS, atRelay(alert("protocol_version")).leg());
    assertEquals(Leg.TLS, atRelay(alert("no_application_protocol")).leg());
    assertEquals(Leg.TLS, atRelay(new IOException("Connection reset by peer")).leg());
    assertEquals(Leg.TLS, atRelay(new PeerClosedException()).leg());
    assertEquals(Leg.TLS, atRelay(new SSLException("something new")).leg());
    assertEquals(Leg.CREDENTIALS, atRelay(alert("bad_certificate")).leg());
    assertEquals(Leg.CREDENTIALS, atRelay(new ProtocolViolation("no WELCOME within 10 s")).leg());
  }

  @Test
  void anExpiredLeafIsAboutTheClocks() {
    LinkProblem problem = atRelay(alert("certificate_expired"));
    assertEquals(Leg.CLOCK, problem.leg());
    assertEquals(
        "set the clock of this host (it says 2026-03-01T12:00:00Z), or the relay's: timedatectl"
            + " set-ntp true",
        problem.remedy());
    LinkProblem far =
        LinkProblem.atFarEnd(alert("certificate_expired"), profile(Role.REVERSE), NOW);
    assertEquals(Leg.CLOCK, far.leg());
    assertEquals(
        "the clocks of this host and of the entry-point differ by more than a day", far.cause());
  }

  @Test
  void theFarEndIsTheOtherEdge() {
    LinkProblem atEntry = LinkProblem.atFarEnd(alert("bad_certificate"), profile(Role.ENTRY), NOW);
    assertEquals(Leg.TUNNEL, atEntry.leg());
    assertEquals(
        "the reverse-proxy does not accept identity " + IDENTITY + " of this edge",
        atEntry.cause());
    LinkProblem atReverse =
        LinkProblem.atFarEnd(new PeerClosedException(), profile(Role.REVERSE), NOW);
    assertEquals("the peer closed the connection", atReverse.cause());
    assertEquals("look at the log of the entry-point: it has the same tunnel=", atReverse.remedy());
  }
}
