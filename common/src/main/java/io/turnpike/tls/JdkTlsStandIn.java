package io.turnpike.tls;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// Answers for the JDK's TLS while Netty initialises BoringSSL: Netty asks it whether it can do TLS
/// 1.3, and uses TLS 1.3 nowhere if it cannot. To say that it can, the JDK would bring up all of
/// its TLS, 290 classes that nothing else needs: 1.5 MiB for each program, and 40 ms of each start
/// (`benchmarks.md`). It makes no engine and no socket.
final class JdkTlsStandIn extends SSLContextSpi {
  private static final String NAME = "TurnpikeStandIn";

  /// Runs `task`, on this thread, with this as the process's first choice for TLS, and takes it
  /// away again.
  static void during(Runnable task) {
    Security.insertProviderAt(new Source(), 1);
    try {
      task.run();
    } finally {
      Security.removeProvider(NAME);
    }
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return new SSLParameters(new String[0], new String[] {"TLSv1.3"});
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return engineGetSupportedSSLParameters();
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
    // There is nothing that they would be used for.
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    throw noTls();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    throw noTls();
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw noTls();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw noTls();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    throw noTls();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    throw noTls();
  }

  private static UnsupportedOperationException noTls() {
    return new UnsupportedOperationException("the JDK's TLS is not there yet");
  }

  /// Where the JCA finds it, without reflection.
  private static final class Source extends Provider {
    private static final long serialVersionUID = 1L;

    Source() {
      super(NAME, "1", "Says that the JDK has TLS 1.3");
      putService(new Only(this));
    }
  }

  private static final class Only extends Provider.Service {
    Only(Provider source) {
      super(source, "SSLContext", "TLS", JdkTlsStandIn.class.getName(), List.of(), Map.of());
    }

    @Override
    public Object newInstance(Object parameter) {
      return new JdkTlsStandIn();
    }
  }
}
