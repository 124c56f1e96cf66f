package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.frame.Frame;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;

/// Somebody who connects to a relay with the JDK's TLS, and says what the test wants. Belongs to
/// the test's thread.
final class RawEdge implements AutoCloseable {
  private static final int READ_TIMEOUT_MILLIS = 15_000;

  private final SSLSocket socket;

  /// What its TLS is like.
  ///
  /// @param leaf what it presents; none when null
  record Tls(String version, String[] applicationProtocols, Leaf leaf) {
    static Tls turnpike(IdentityKeyPair identity) {
      return new Tls(
          "TLSv1.3", new String[] {"turnpike/1"}, Leaf.mint(identity, Clock.systemUTC()));
    }

    Tls withVersion(String newVersion) {
      return new Tls(newVersion, applicationProtocols, leaf);
    }

    Tls withApplicationProtocols(String... protocols) {
      return new Tls(version, protocols, leaf);
    }

    Tls withoutLeaf() {
      return new Tls(version, applicationProtocols, null);
    }
  }

  private RawEdge(SSLSocket socket) {
    this.socket = socket;
  }

  /// Connects; the handshake follows with the first byte.
  static RawEdge connect(int port, Tls tls) throws Exception {
    var plain = new Socket();
    plain.setSoTimeout(READ_TIMEOUT_MILLIS);
    plain.connect(new InetSocketAddress("127.0.0.1", port), READ_TIMEOUT_MILLIS);
    return of(plain, tls);
  }

  /// On a socket that is connected.
  static RawEdge of(Socket plain, Tls tls) throws Exception {
    var context = SSLContext.getInstance("TLS");
    var keys = tls.leaf() == null ? new KeyManager[0] : new KeyManager[] {new OneLeaf(tls.leaf())};
    context.init(keys, new TrustManager[] {new TrustAll()}, null);
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {tls.version()});
    parameters.setApplicationProtocols(tls.applicationProtocols());
    socket.setSSLParameters(parameters);
    return new RawEdge(socket);
  }

  RawEdge send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  RawEdge send(Frame... frames) throws IOException {
    return send(Frames.bytes(frames));
  }

  Frame read() throws IOException {
    return Frames.read(socket.getInputStream());
  }

  void handshake() throws IOException {
    socket.startHandshake();
  }

  /// The relay has closed in order.
  void expectEnd() throws IOException {
    assertEquals(-1, socket.getInputStream().read());
  }

  /// How the relay's log calls this connection.
  String remote() {
    return "remote=127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] c, String a) {}

    @Override
    public void checkServerTrusted(X509Certificate[] c, String a) {}

    @Override
    public void checkClientTrusted(X509Certificate[] c, String a, Socket s) {}

    @Override
    public void checkServerTrusted(X509Certificate[] c, String a, Socket s) {}

    @Override
    public void checkClientTrusted(X509Certificate[] c, String a, javax.net.ssl.SSLEngine e) {}

    @Override
    public void checkServerTrusted(X509Certificate[] c, String a, javax.net.ssl.SSLEngine e) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private record OneLeaf(Leaf leaf) implements X509KeyManager {
    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {"leaf"};
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return "leaf";
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {leaf.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return leaf.privateKey();
    }
  }
}
