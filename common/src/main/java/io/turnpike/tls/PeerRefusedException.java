package io.turnpike.tls;

import java.security.cert.CertificateException;

/// We refuse a peer in its handshake. The message is the line for the log; there is no stack,
/// because any stranger can cause it.
final class PeerRefusedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  PeerRefusedException(String reason) {
    super(reason);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
