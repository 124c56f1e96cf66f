package io.turnpike.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.turnpike.identity.KeyFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// TLS with third parties, who need not be ours: 1.2 and 1.3, the provider's own choice of ciphers,
/// no client certificates. Never between edges or to a relay.
public final class PublicTls {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private PublicTls() {}

  /// Accepts TLS with this certificate.
  public static SslContext forServer(ServerCertificate certificate) {
    return build(
        SslContextBuilder.forServer(new CredentialKeyManager(certificate::credential)),
        TlsProvider.best());
  }

  /// Dials TLS, and wants a certificate for the very host that is dialled.
  ///
  /// @param authorities a PEM file with whom to trust; without it, those whom the JDK trusts
  /// @throws KeyFileException when the file cannot be used
  public static SslContext forClient(Optional<Path> authorities) throws KeyFileException {
    SslContextBuilder builder =
        SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
    if (authorities.isPresent()) {
      builder.trustManager(Certificates.load(authorities.get()).toArray(X509Certificate[]::new));
    }
    return build(builder, TlsProvider.best());
  }

  private static SslContext build(SslContextBuilder builder, TlsProvider provider) {
    try {
      return builder.sslProvider(provider.netty()).protocols(VERSIONS).build();
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS context from " + provider.description(), e);
    }
  }
}
