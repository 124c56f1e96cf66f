package io.turnpike.tunnel;

import io.turnpike.frame.RefusalCode;
import io.turnpike.tls.TlsFailures;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the log says when a link is down: the cause in a line, the remedy in the next.
final class LinkLog {
  private static final Logger log = LoggerFactory.getLogger(RelayLink.class);

  private LinkLog() {}

  static void down(Throwable cause, EdgeProfile profile) {
    String reason = EndReason.of(cause);
    if (cause instanceof RefusedException refused && refused.code() == RefusalCode.DENIED) {
      log.error(
          "credentials refused by the relay relay={} group={} role={} (expected: this identity in"
              + " the relay's auth.pub or authorized_keys, for this role and group)",
          profile.relay(),
          profile.group(),
          profile.role().word());
    } else if (TlsFailures.isRefusal(cause)) {
      log.error(
          "no trust between this edge and the relay relay={} reason=\"{}\"",
          profile.relay(),
          reason);
    } else {
      log.warn(
          "no connection to the relay relay={} reason=\"{}\"; retrying", profile.relay(), reason);
    }
    log.warn("remedy: {}", LinkProblem.atRelay(cause, profile, Instant.now()).remedy());
  }
}
