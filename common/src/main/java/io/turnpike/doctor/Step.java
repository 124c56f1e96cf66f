package io.turnpike.doctor;

import io.turnpike.tunnel.LinkProblem;
import java.util.Locale;

/// What a [Doctor] looks at, in this order. Those behind a failed one are not tried.
enum Step {
  /// Settings and key files, as `check` looks at them.
  OPTIONS(Exit.SETTINGS),
  /// The relay's name has addresses.
  NAME(Exit.UNREACHED),
  TCP(Exit.UNREACHED),
  /// What answers speaks TLS 1.3, and our protocol in it.
  TLS(Exit.UNTRUSTED),
  /// It is the relay's, for the name that was dialled, and within its dates.
  CERTIFICATE(Exit.UNTRUSTED),
  /// This host's.
  CLOCK(Exit.UNTRUSTED),
  /// The relay lets this edge in.
  CREDENTIALS(Exit.REFUSED),
  /// A reverse-proxy is there.
  GROUP(Exit.UNSERVED),
  /// A tunnel was paired, and both ends accept each other.
  TUNNEL(Exit.NO_TUNNEL),
  /// That of the reverse-proxy.
  FAR_CLOCK(Exit.UNTRUSTED),
  ROUND_TRIP(Exit.NO_TUNNEL),
  /// The destination of a route is connected.
  ROUTE(Exit.NO_DESTINATION);

  private final Exit exit;

  Step(Exit exit) {
    this.exit = exit;
  }

  /// Where a problem of a link belongs.
  static Step of(LinkProblem.Leg leg) {
    return switch (leg) {
      case NAME -> NAME;
      case TCP -> TCP;
      case TLS -> TLS;
      case CERTIFICATE -> CERTIFICATE;
      case CLOCK -> CLOCK;
      case CREDENTIALS -> CREDENTIALS;
      case TUNNEL -> TUNNEL;
    };
  }

  /// How the program ends when this is the first step that failed.
  Exit exit() {
    return exit;
  }

  /// As it is shown.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
