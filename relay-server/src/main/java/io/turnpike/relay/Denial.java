package io.turnpike.relay;

import io.turnpike.frame.RefusalCode;

/// Why an identity is not let in, for the relay's own log: the edge is told the same for all of
/// them.
enum Denial {
  UNKNOWN(
      "identity is not authorised",
      "to let it in, append its line to authorized_keys; entry-point doctor prints it there"),
  REVOKED(
      "identity is revoked",
      "to let it in again, take \"revoked\" out of its line of authorized_keys"),
  EXPIRED(
      "identity has expired",
      "to let it in again, change expiry-time in its line of authorized_keys"),
  WRONG_PLACE(
      "identity is not authorised for this role and group",
      "to let it in, change role or group in its line of authorized_keys, or --group at the edge"),
  WRONG_ADDRESS(
      "identity is not authorised from this address",
      "to let it in, change from in its line of authorized_keys");

  private final String reason;
  private final String remedy;

  Denial(String reason, String remedy) {
    this.reason = reason;
    this.remedy = remedy;
  }

  Authority.Refusal refusal() {
    return new Authority.Refusal(RefusalCode.DENIED, reason, remedy);
  }
}
