package io.turnpike.tls;

/// What kind of failure a connection that speaks TLS has ended with; [TlsFailures] tells.
public enum TlsProblem {
  /// What answers is no TLS server.
  NOT_TLS,
  /// It speaks TLS, but not 1.3.
  OLD_TLS,
  /// It speaks TLS for another purpose: ALPN.
  OTHER_PROTOCOL,
  TOO_SLOW,
  /// It ended, and did not say why.
  CLOSED,
  /// The relay's certificate is none that we trust, nor signed by one.
  UNTRUSTED,
  /// The relay's certificate is for other hosts.
  OTHER_HOST,
  /// The relay's certificate is over, or this host's clock is wrong.
  EXPIRED,
  /// The relay's certificate does not hold yet, or this host's clock is wrong.
  NOT_YET_VALID,
  /// The relay's certificate is not for servers.
  NOT_FOR_SERVERS,
  /// The peer's leaf is more than a day out of its dates: one of the clocks is wrong.
  LEAF_OUT_OF_DATE,
  /// The peer's leaf is none.
  BAD_LEAF,
  /// The peer's identity is none that we accept.
  NOT_AUTHORISED,
  /// The peer says that our leaf is out of its dates.
  OURS_OUT_OF_DATE,
  /// The peer does not accept our leaf, or our identity.
  OURS_REFUSED,
  /// Anything else.
  OTHER
}
