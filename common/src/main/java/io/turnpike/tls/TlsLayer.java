package io.turnpike.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;

/// What the contexts of a layer have in common: TLS 1.3 alone, both sides authenticated, one
/// application protocol, no tickets. AES-128-GCM comes first; BoringSSL itself prefers ChaCha20
/// where there are no AES instructions.
///
/// @param applicationProtocol of ALPN
/// @param boringSslGroups key exchanges, the preferred one first
/// @param jdkGroups the same for the JDK, which has no hybrid
record TlsLayer(String applicationProtocol, List<String> boringSslGroups, List<String> jdkGroups) {

  private static final List<String> CIPHERS =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// A second longer than a ticket may live (RFC 8446 §4.6.1): the JDK then neither sends nor keeps
  /// tickets.
  private static final long JDK_NO_TICKETS_SECONDS = 604_801;

  SslContext client(
      TlsProvider provider,
      Supplier<Credential> credential,
      PeerCheck check,
      Optional<SNIHostName> name) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .keyManager(new CredentialKeyManager(credential))
            .endpointIdentificationAlgorithm(null); // the check has the host name
    name.ifPresent(builder::serverName);
    return build(builder, provider, check);
  }

  SslContext server(TlsProvider provider, Supplier<Credential> credential, PeerCheck check) {
    return build(
        SslContextBuilder.forServer(new CredentialKeyManager(credential))
            .clientAuth(ClientAuth.REQUIRE),
        provider,
        check);
  }

  private SslContext build(SslContextBuilder builder, TlsProvider provider, PeerCheck check) {
    builder
        .sslProvider(provider.netty())
        .protocols("TLSv1.3")
        .ciphers(CIPHERS, IdentityCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                applicationProtocol)) // what is missing is refused by the trust manager
        .trustManager(new PeerTrustManager(applicationProtocol, check));
    try {
      return switch (provider) {
        case BORINGSSL ->
            builder
                .option(OpenSslContextOption.GROUPS, boringSslGroups.toArray(String[]::new))
                .build();
        case JDK ->
            new JdkGroupsContext(builder.sessionTimeout(JDK_NO_TICKETS_SECONDS).build(), jdkGroups);
      };
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS 1.3 context from " + provider.description(), e);
    }
  }
}
