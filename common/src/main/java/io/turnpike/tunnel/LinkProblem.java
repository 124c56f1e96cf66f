package io.turnpike.tunnel;

import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.Role;
import io.turnpike.identity.Profile;
import io.turnpike.net.DialFailure;
import io.turnpike.tls.TlsFailures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What is wrong on the way to a relay, and what to do about it: the cause in one line, the remedy
/// in another. Pure.
///
/// @param leg what does not work
public record LinkProblem(Leg leg, String cause, String remedy) {
  private static final String ADDRESS = "--server-address";
  private static final String SAME_VERSION =
      "install the same version of Turnpike at both ends; their logs say more";

  private static final String TURNED_AWAY =
      "look in the relay's log for \"turned away\": it resets sources that failed several times,"
          + " and lets them in again after some seconds; else something in between cuts TLS";

  /// What a connection needs, in the order in which it comes to it.
  public enum Leg {
    NAME,
    TCP,
    TLS,
    CERTIFICATE,
    CLOCK,
    CREDENTIALS,
    /// Everything behind the relay's WELCOME.
    TUNNEL
  }

  /// @param failure of a connection to a relay, before the tunnel was paired
  /// @param now by the clock of this host
  public static LinkProblem atRelay(Throwable failure, EdgeProfile profile, Instant now) {
    return switch (failure) {
      case DialFailure dial -> ofDial(dial);
      case RefusedException refused -> ofRefusal(refused, profile);
      case ProtocolViolation violation ->
          new LinkProblem(Leg.CREDENTIALS, EndReason.of(violation), SAME_VERSION);
      default -> ofTls(failure, profile, now);
    };
  }

  private static LinkProblem ofDial(DialFailure dial) {
    String cause = EndReason.of(dial);
    if (cause.contains("Connection reset")) {
      return new LinkProblem(Leg.TCP, cause, TURNED_AWAY);
    }
    return switch (dial.kind()) {
      case NO_SUCH_NAME ->
          new LinkProblem(
              Leg.NAME, cause, "correct the name in " + ADDRESS + ", or the DNS of this host");
      case REFUSED ->
          new LinkProblem(
              Leg.TCP,
              cause,
              "start the relay-server there, or correct host and port in " + ADDRESS);
      case TIMED_OUT ->
          new LinkProblem(
              Leg.TCP,
              cause,
              "open the port in the firewalls on the way, or correct the address in " + ADDRESS);
      case UNREACHABLE, DENIED ->
          new LinkProblem(
              Leg.TCP,
              cause,
              "bring up the network of this host (ip route says which ways it has), or correct the"
                  + " address in "
                  + ADDRESS);
      case LIMIT ->
          new LinkProblem(
              Leg.TCP,
              cause,
              "let this process open more files: ulimit -n, or LimitNOFILE= of systemd");
    };
  }

  private static LinkProblem ofRefusal(RefusedException refused, EdgeProfile profile) {
    String cause = "the relay refuses this edge: %s".formatted(refused.text());
    return switch (refused.code()) {
      case DENIED ->
          new LinkProblem(
              Leg.CREDENTIALS,
              "the relay does not let identity %s in as %s of group %s"
                  .formatted(profile.identity().get(), programOf(profile.role()), profile.group()),
              "append to the relay's authorized_keys, or change its line there: "
                  + profile.publicLine());
      case BUSY ->
          new LinkProblem(
              Leg.CREDENTIALS,
              cause,
              "raise that limit: max-tunnels in this identity's line, or --max-tunnels and"
                  + " --max-tunnels-per-identity of the relay-server");
      case DRAINING ->
          new LinkProblem(Leg.CREDENTIALS, cause, "wait until the relay-server is back");
      case VERSION, PROTOCOL, TIMEOUT -> new LinkProblem(Leg.CREDENTIALS, cause, SAME_VERSION);
    };
  }

  private static LinkProblem ofTls(Throwable failure, EdgeProfile profile, Instant now) {
    String cause = EndReason.of(failure);
    return switch (TlsFailures.problem(failure)) {
      case NOT_TLS, OLD_TLS, OTHER_PROTOCOL ->
          new LinkProblem(
              Leg.TLS,
              withoutHint(cause),
              "correct the port in " + ADDRESS + ": what answers there is no relay-server");
      case TOO_SLOW ->
          new LinkProblem(
              Leg.TLS,
              cause,
              "look at the load of the relay's host, and for packets that are lost on the way");
      case CLOSED -> new LinkProblem(Leg.TLS, cause, TURNED_AWAY);
      case UNTRUSTED ->
          new LinkProblem(
              Leg.CERTIFICATE,
              cause,
              "copy server.crt from the relay again; if \"gen-cert show\" there shows another"
                  + " SHA-256 than the presented one, somebody is in between");
      case OTHER_HOST ->
          new LinkProblem(
              Leg.CERTIFICATE,
              withoutHint(cause),
              "use one of those in %s, or make a certificate for %s on the relay (gen-cert x509"
                      .formatted(ADDRESS, profile.relay().name().host())
                  + " --force with --dns or --ip) and copy server.crt to the edges");
      case EXPIRED ->
          new LinkProblem(
              Leg.CERTIFICATE,
              withoutHint(cause),
              "make a new one on the relay (gen-cert x509 --force) and copy server.crt to the"
                  + " edges; unless the clock of this host is wrong, it says "
                  + show(now));
      case NOT_YET_VALID ->
          new LinkProblem(Leg.CLOCK, withoutHint(cause), setClocks("the relay's", now));
      case OURS_OUT_OF_DATE ->
          new LinkProblem(Leg.CLOCK, clocks("the relay"), setClocks("the relay's", now));
      case NOT_FOR_SERVERS ->
          new LinkProblem(
              Leg.CERTIFICATE, withoutHint(cause), "make one for the relay with: gen-cert x509");
      case OURS_REFUSED, BAD_LEAF, NOT_AUTHORISED, LEAF_OUT_OF_DATE ->
          new LinkProblem(Leg.CREDENTIALS, cause, SAME_VERSION);
      case OTHER -> new LinkProblem(Leg.TLS, cause, SAME_VERSION);
    };
  }

  /// @param failure of a tunnel behind PAIRED
  /// @param now by the clock of this host
  public static LinkProblem atFarEnd(Throwable failure, EdgeProfile profile, Instant now) {
    Role far = profile.role() == Role.ENTRY ? Role.REVERSE : Role.ENTRY;
    String name = "the " + programOf(far);
    return switch (TlsFailures.problem(failure)) {
      case NOT_AUTHORISED ->
          new LinkProblem(
              Leg.TUNNEL,
              "this edge does not accept the identity of "
                  + name
                  + TlsFailures.refusedIdentity(failure).map(who -> ", " + who).orElse(""),
              "if it is yours, append to this edge's authorized_keys, or change its line there: "
                  + TlsFailures.refusedIdentity(failure)
                      .map(who -> Profile.publicLine(far, profile.group(), who, ""))
                      .orElse("the line of " + name));
      case OURS_REFUSED ->
          new LinkProblem(
              Leg.TUNNEL,
              "%s does not accept identity %s of this edge"
                  .formatted(name, profile.identity().get()),
              "append to the authorized_keys of %s, or change its line there: %s"
                  .formatted(name, profile.publicLine()));
      case OURS_OUT_OF_DATE, LEAF_OUT_OF_DATE ->
          new LinkProblem(Leg.CLOCK, clocks(name), setClocks("that of " + name, now));
      default ->
          new LinkProblem(
              Leg.TUNNEL,
              EndReason.of(failure),
              failure instanceof ProtocolViolation
                  ? SAME_VERSION
                  : "look at the log of %s: it has the same tunnel=".formatted(name));
    };
  }

  private static String programOf(Role role) {
    return role == Role.ENTRY ? "entry-point" : "reverse-proxy";
  }

  private static String clocks(String other) {
    return "the clocks of this host and of %s differ by more than a day".formatted(other);
  }

  private static String setClocks(String other, Instant now) {
    return "set the clock of this host (it says %s), or %s: timedatectl set-ntp true"
        .formatted(show(now), other);
  }

  private static Instant show(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS);
  }

  /// A cause without what its line says at its end about the remedy.
  private static String withoutHint(String cause) {
    int hint = cause.lastIndexOf(" (");
    return hint > 0 && cause.endsWith(")") ? cause.substring(0, hint) : cause;
  }
}
