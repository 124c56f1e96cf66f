package io.turnpike.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.forward.Capture.Outcome;
import io.turnpike.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaptureTest {
  private static final InetAddress OWN = InetAddress.ofLiteral("10.0.0.1");
  private static final HostPort FALLBACK = new HostPort("db.lan", 5432);

  private static Capture capture(Optional<HostPort> fallback) {
    return new Capture(fallback, Set.of(15002, 15006), OWN::equals);
  }

  private static Outcome judge(String address, int port) {
    return capture(Optional.of(FALLBACK))
        .judge(Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port)));
  }

  @Test
  void whatWasRedirectedGoesWhereItWasBoundFor() {
    assertEquals(new Outcome.Forward(new HostPort("10.9.9.9", 80)), judge("10.9.9.9", 80));
    assertEquals(new Outcome.Forward(new HostPort("2001:db8::1", 443)), judge("2001:db8::1", 443));
  }

  @Test
  void theSamePortElsewhereAndAnotherPortHereAreNoLoop() {
    assertEquals(new Outcome.Forward(new HostPort("10.9.9.9", 15006)), judge("10.9.9.9", 15006));
    assertEquals(new Outcome.Forward(new HostPort("10.0.0.1", 80)), judge("10.0.0.1", 80));
  }

  @Test
  void itsOwnListenerIsRefused() {
    assertEquals(
        new Outcome.Refuse("bound for this program's own listener 10.0.0.1:15002"),
        judge("10.0.0.1", 15002));
  }

  private static Outcome judgeTproxied(String local, int port, String source) {
    return capture(Optional.empty())
        .judgeTproxied(
            new InetSocketAddress(InetAddress.ofLiteral(local), port),
            InetAddress.ofLiteral(source));
  }

  @Test
  void whatTproxyLedHereGoesToItsLocalAddress() {
    assertEquals(
        new Outcome.Forward(new HostPort("10.9.9.9", 15002)),
        judgeTproxied("10.9.9.9", 15002, "10.0.0.2"));
    assertEquals(
        new Outcome.Forward(new HostPort("10.9.9.9", 80)),
        judgeTproxied("10.9.9.9", 80, "10.0.0.1"));
    assertEquals(
        new Outcome.Forward(new HostPort("10.0.0.1", 80)),
        judgeTproxied("10.0.0.1", 80, "10.0.0.2"));
  }

  @Test
  void whatNoTproxyLedHereWasNotRedirected() {
    assertEquals(
        new Outcome.Refuse("not redirected by a rule, and there is no TARGET_ADDR to fall back to"),
        judgeTproxied("10.0.0.1", 15002, "10.0.0.2"));
  }

  @Test
  void whatGoesFromThisHostToItselfWouldGoInCircles() {
    assertEquals(
        new Outcome.Refuse("from this host to itself (expected: a TPROXY rule with \"! -i lo\")"),
        judgeTproxied("10.0.0.1", 80, "10.0.0.1"));
  }

  @Test
  void whatWasNotRedirectedGoesToTheFallbackOrNowhere() {
    assertEquals(
        new Outcome.Forward(FALLBACK), capture(Optional.of(FALLBACK)).judge(Optional.empty()));
    assertEquals(
        new Outcome.Refuse("not redirected by a rule, and there is no TARGET_ADDR to fall back to"),
        capture(Optional.empty()).judge(Optional.empty()));
  }
}
