package io.turnpike.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.Optional;

/// Whose TLS runs: BoringSSL where its native library loads, otherwise the JDK's, at four to six
/// times the CPU.
public enum TlsProvider {
  BORINGSSL(SslProvider.OPENSSL),
  JDK(SslProvider.JDK);

  private final SslProvider netty;

  TlsProvider(SslProvider netty) {
    this.netty = netty;
  }

  /// The first call loads the native library.
  public static TlsProvider best() {
    return BORINGSSL.isAvailable() ? BORINGSSL : JDK;
  }

  boolean isAvailable() {
    return this == JDK || BoringSsl.AVAILABLE;
  }

  SslProvider netty() {
    return netty;
  }

  /// For `version`: `BoringSSL (netty-tcnative 2.0.84.Final)` or `JDK (SunJSSE 25)`.
  public String description() {
    return switch (this) {
      case BORINGSSL ->
          OpenSsl.versionString()
              + versionOf(io.netty.internal.tcnative.SSL.class)
                  .map(version -> " (netty-tcnative " + version + ")")
                  .orElse("");
      case JDK -> "JDK (SunJSSE " + Runtime.version().feature() + ")";
    };
  }

  private static Optional<String> versionOf(Class<?> type) {
    return Optional.ofNullable(type.getPackage())
        .flatMap(owner -> Optional.ofNullable(owner.getImplementationVersion()));
  }

  /// Asked once, since Netty initialises it once.
  private static final class BoringSsl {
    static final boolean AVAILABLE;

    static {
      JdkTlsStandIn.during(OpenSsl::isAvailable);
      AVAILABLE = OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL);
    }
  }
}
