package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A tcp-proxy that speaks TLS on one side or on both. Two of them in a row make TLS between
/// programs that speak none.
class TcpProxyTlsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Content LARGE = new Content(3, 10 << 20);
  private Keys keys;
  private String accept;
  private String dial;

  @BeforeEach
  void makeKeys() {
    keys = Keys.make();
    accept =
        "--listen 127.0.0.1:0 --tls-cert %s --tls-key %s --backend "
            .formatted(keys.serverCert(), keys.serverKey());
    dial =
        "--listen 127.0.0.1:0 --backend-tls --backend-ca %s --backend "
            .formatted(keys.serverCert());
  }

  @AfterEach
  void removeKeys() {
    keys.close();
  }

  private static void waitForTheEnd(Socket socket) {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (IOException e) {
      // a reset is as good
    }
  }

  private static String at(Proxy proxy) {
    InetSocketAddress address = proxy.address();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private SSLContext context() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(keys.serverCert())) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /// TLS on a socket that stays in the test's hands.
  private SSLSocket over(Socket socket) throws Exception {
    return (SSLSocket)
        context().getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void acceptsTls(String version) throws Exception {
    try (var destination = Destination.echo();
        var proxy = Proxy.start(accept + destination.address());
        Socket raw = Tcp.connect(proxy.address());
        SSLSocket socket = over(raw)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.getOutputStream().write("hello".getBytes());
      assertEquals("hello", new String(socket.getInputStream().readNBytes(5)));
      assertEquals(version, socket.getSession().getProtocol());
    }
  }

  @Test
  void aProxyHeaderComesBeforeTls() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy =
            Proxy.start("--accept-proxy-protocol 127.0.0.1 " + accept + destination.address());
        Socket raw = Tcp.connect(proxy.address())) {
      raw.getOutputStream().write("PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n".getBytes());
      try (SSLSocket socket = over(raw)) {
        socket.getOutputStream().write("hello".getBytes());
        assertEquals("hello", new String(socket.getInputStream().readNBytes(5)));
      }
      log.await("connection opened conn=.* source=192.0.2.7:4711 ");
    }
  }

  @Test
  void bytesAndEndsPassThroughTlsInBothDirections() throws Exception {
    try (var destination =
            Destination.start(socket -> {
              assertEquals(1, socket.getInputStream().read());
              LARGE.writeTo(socket.getOutputStream());
              socket.shutdownOutput();
              assertEquals(-1, socket.getInputStream().read());
            });
        var far = Proxy.start(accept + destination.address());
        var near = Proxy.start(dial + at(far));
        Socket socket = Tcp.connect(near.address())) {
      socket.getOutputStream().write(1);
      assertArrayEquals(LARGE.sha256(), LARGE.readFrom(socket.getInputStream()));
      socket.shutdownOutput();
      destination.awaitNone();
      near.awaitNoStreams();
      far.awaitNoStreams();
    }
  }

  @Test
  void aResetIsNotTakenForAnEndBehindTls() throws Exception {
    try (var destination =
            Destination.start(socket -> {
              socket.getOutputStream().write(1);
              socket.getInputStream().read();
              Tcp.reset(socket);
            });
        var far = Proxy.start(accept + destination.address());
        var near = Proxy.start(dial + at(far));
        Socket socket = Tcp.connect(near.address())) {
      assertEquals(1, socket.getInputStream().read());
      socket.getOutputStream().write(1);
      Tcp.expectReset(socket, SOON);
      near.awaitNoStreams();
      far.awaitNoStreams();
    }
  }

  @Test
  void aFinWithoutCloseNotifyIsNoEnd() throws Exception {
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket -> {
              socket.getInputStream().read();
              Tcp.expectReset(socket, SOON);
            });
        var proxy = Proxy.start(accept + destination.address())) {
      try (Socket raw = Tcp.connect(proxy.address());
          SSLSocket socket = over(raw)) {
        socket.getOutputStream().write(1);
        Await.until(() -> "not there", () -> destination.open() == 1);
        raw.shutdownOutput();
        log.await(
            "connection ended .* by=source reason=\"the end came without TLS's close_notify\"");
      }
      destination.awaitNone();
    }
  }

  @Test
  void aBackendWithoutATrustedCertificateIsRefused() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(TcpProxyTlsTest::waitForTheEnd);
        var far = Proxy.start(accept + destination.address());
        var near = Proxy.start("--listen 127.0.0.1:0 --backend-tls --backend " + at(far))) {
      Tcp.expectResetOf(near.address(), new byte[1], SOON);
      log.await("connection ended .* by=destination reason=\".*(certif|CERTIF|path).*\"");
      destination.awaitNone();
    }
  }

  @Test
  void aBackendWithACertificateForAnotherHostIsRefused() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(TcpProxyTlsTest::waitForTheEnd);
        var far = Proxy.start(accept + destination.address());
        var near = Proxy.start(dial + at(far) + " --backend-sni other.example")) {
      Tcp.expectResetOf(near.address(), new byte[1], SOON);
      log.await("connection ended .* by=destination reason=\".*other.example.*\"");
    }
  }

  @Test
  void aStrangerWhoSpeaksNoTlsIsReset() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(TcpProxyTlsTest::waitForTheEnd);
        var proxy = Proxy.start(accept + destination.address())) {
      try (Socket socket = Tcp.connect(proxy.address())) {
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
        try {
          socket.getInputStream().readAllBytes(); // an alert perhaps, and then
        } catch (IOException e) {
          assertTrue(String.valueOf(e.getMessage()).contains("reset"), e::toString);
        }
      }
      log.await("connection ended .* by=source reason=");
      proxy.awaitNoStreams();
    }
  }
}
