package io.turnpike.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.turnpike.identity.PemBlock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/// Whether a private key is that of a certificate. Any thread.
///
/// BoringSSL sees it from the keys. The JDK has to sign and to verify, for which it first computes
/// tables: 50 ms of processor time at a start, and as much to compile what computes them.
final class KeyMatch {
  private KeyMatch() {}

  /// Asks the JDK too when BoringSSL says no: it may only not know the curve.
  static boolean holds(X509Certificate certificate, PrivateKey key, TlsProvider provider) {
    return (provider == TlsProvider.BORINGSSL && boringSslTakes(certificate, key))
        || verifiesWhatItSigns(certificate, key);
  }

  /// As it would take them in a handshake.
  static boolean boringSslTakes(X509Certificate certificate, PrivateKey key) {
    try {
      long context = SSLContext.make(SSL.SSL_PROTOCOL_TLSV1_3, SSL.SSL_MODE_SERVER);
      try {
        long ssl = SSL.newSSL(context, true);
        try {
          present(ssl, certificate, key);
          return true;
        } finally {
          SSL.freeSSL(ssl);
        }
      } finally {
        SSLContext.free(context);
      }
    } catch (Exception e) {
      return false;
    }
  }

  private static void present(long ssl, X509Certificate certificate, PrivateKey key)
      throws Exception {
    long chain = read("CERTIFICATE", certificate.getEncoded(), SSL::parseX509Chain);
    try {
      long secret = read("PRIVATE KEY", key.getEncoded(), bio -> SSL.parsePrivateKey(bio, null));
      try {
        SSL.setKeyMaterial(ssl, chain, secret);
      } finally {
        SSL.freePrivateKey(secret);
      }
    } finally {
      SSL.freeX509Chain(chain);
    }
  }

  private interface Parser {
    long parse(long bio) throws Exception;
  }

  /// What BoringSSL makes of it, for the caller to free.
  private static long read(String type, byte[] der, Parser parser) throws Exception {
    long bio = bio(type, der);
    try {
      return parser.parse(bio);
    } finally {
      SSL.freeBIO(bio);
    }
  }

  /// A BIO of BoringSSL, which the caller frees. The buffers that it is copied from are
  /// overwritten.
  private static long bio(String type, byte[] der) throws Exception {
    byte[] pem = PemBlock.write(type, der).getBytes(StandardCharsets.US_ASCII);
    ByteBuf direct = Unpooled.directBuffer(pem.length).writeBytes(pem);
    try {
      long bio = SSL.newMemBIO();
      if (SSL.bioWrite(bio, direct.memoryAddress(), pem.length) == pem.length) {
        return bio;
      }
      SSL.freeBIO(bio);
      throw new IllegalStateException("BoringSSL takes no " + type);
    } finally {
      direct.setZero(0, pem.length).release();
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static boolean verifiesWhatItSigns(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature =
          Signature.getInstance("SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
