package io.turnpike.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Runs a [PeerCheck] in the handshake, and before it the one check that neither provider makes by
/// itself on both sides: that our application protocol was negotiated. A peer without ALPN would
/// otherwise complete its handshake.
final class PeerTrustManager extends X509ExtendedTrustManager {
  private final String applicationProtocol;
  private final PeerCheck check;

  PeerTrustManager(String applicationProtocol, PeerCheck check) {
    this.applicationProtocol = applicationProtocol;
    this.check = check;
  }

  /// BoringSSL would send the alert internal_error for any exception but its own, and leave the
  /// peer guessing.
  private void check(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
    try {
      checkAll(chain, engine);
    } catch (PeerRefusedException e) {
      throw engine instanceof ReferenceCountedOpenSslEngine
          ? new OpenSslCertificateException(e.getMessage(), e, verdict(e.problem()))
          : e;
    }
  }

  /// A leaf that is out of its dates, too early or too late, is `certificate_expired`: so the peer
  /// knows that it is about the clocks.
  private static int verdict(TlsProblem problem) {
    return problem == TlsProblem.LEAF_OUT_OF_DATE
        ? CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED
        : CertificateVerifier.X509_V_ERR_CERT_REJECTED;
  }

  private void checkAll(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
    String selected = selectedProtocol(engine);
    if (!applicationProtocol.equals(selected)) {
      String shown = selected == null || selected.isEmpty() ? "none" : "\"" + selected + "\"";
      throw new PeerRefusedException(
          TlsProblem.OTHER_PROTOCOL,
          "the peer's application protocol is "
              + shown
              + " (expected: \""
              + applicationProtocol
              + "\"; is it a turnpike program?)");
    }
    if (chain.length == 0) {
      throw new PeerRefusedException(TlsProblem.BAD_LEAF, "the peer presented no certificate");
    }
    check.check(chain);
  }

  /// Netty's engine learns the protocol only when the handshake is over; the library knows it by
  /// now.
  private static @Nullable String selectedProtocol(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine boringSsl
        ? SSL.getAlpnSelected(boringSsl.sslPointer())
        : engine.getHandshakeApplicationProtocol();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutEngine();
  }

  private static CertificateException withoutEngine() {
    return new CertificateException("checked without its engine (expected: a Netty handshake)");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
