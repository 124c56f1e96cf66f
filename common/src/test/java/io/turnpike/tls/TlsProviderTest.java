package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class TlsProviderTest {

  @Test
  void prefersBoringSslWhereItLoads() {
    assertEquals(
        TlsProvider.BORINGSSL.isAvailable() ? TlsProvider.BORINGSSL : TlsProvider.JDK,
        TlsProvider.best());
  }

  @Test
  void saysWhatItIs() {
    assertEquals(
        "JDK (SunJSSE " + Runtime.version().feature() + ")", TlsProvider.JDK.description());
    assumeTrue(TlsProvider.BORINGSSL.isAvailable());
    String description = TlsProvider.BORINGSSL.description();
    assertTrue(
        description.matches("BoringSSL \\(netty-tcnative \\d+\\.\\d+\\.\\d+\\.Final\\)"),
        description);
  }
}
