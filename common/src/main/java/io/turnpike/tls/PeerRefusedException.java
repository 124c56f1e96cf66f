package io.turnpike.tls;

import io.turnpike.identity.Identity;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// We refuse a peer in its handshake. The message is the line for the log; there is no stack,
/// because any stranger can cause it.
final class PeerRefusedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final TlsProblem problem;
  private final transient @Nullable Identity identity;

  PeerRefusedException(TlsProblem problem, String reason) {
    this(problem, reason, null);
  }

  /// @param identity that the peer has proved, where it has
  PeerRefusedException(TlsProblem problem, String reason, @Nullable Identity identity) {
    super(reason);
    this.problem = problem;
    this.identity = identity;
  }

  TlsProblem problem() {
    return problem;
  }

  Optional<Identity> identity() {
    return Optional.ofNullable(identity);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
