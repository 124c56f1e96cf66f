package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslProvider;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class JdkTlsStandInTest {
  private static final String JDK = "SunJSSE";

  @Test
  void saysTls13AndMakesNoEngine() {
    var answer = new AtomicReference<SSLContext>();
    JdkTlsStandIn.during(() -> answer.set(tls()));
    SSLContext context = answer.get();
    assertArrayEquals(new String[] {"TLSv1.3"}, context.getSupportedSSLParameters().getProtocols());
    assertArrayEquals(new String[] {"TLSv1.3"}, context.getDefaultSSLParameters().getProtocols());
    assertThrows(UnsupportedOperationException.class, context::createSSLEngine);
    assertThrows(UnsupportedOperationException.class, context::getSocketFactory);
  }

  @Test
  void isGoneBehindTheTask() {
    JdkTlsStandIn.during(() -> {});
    assertEquals(JDK, tls().getProvider().getName());
  }

  @Test
  void isGoneBehindATaskThatFails() {
    assertThrows(
        IllegalStateException.class,
        () ->
            JdkTlsStandIn.during(() -> {
              throw new IllegalStateException("expected");
            }));
    assertEquals(JDK, tls().getProvider().getName());
  }

  @Test
  void whatItSaysIsTrueOfTheJdk() {
    assertTrue(List.of(tls().getSupportedSSLParameters().getProtocols()).contains("TLSv1.3"));
    TlsProvider.best();
    assertTrue(SslProvider.isTlsv13Supported(SslProvider.JDK));
  }

  private static SSLContext tls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, null, null);
      return context;
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new AssertionError(e);
    }
  }
}
