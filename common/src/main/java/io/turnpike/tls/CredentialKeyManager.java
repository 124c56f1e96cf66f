package io.turnpike.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Presents the credential that its source gives at that moment, whatever issuers the peer says it
/// likes.
///
/// The JDK's own key managers would look for an issuer in the peer's list, and some refuse ed25519
/// signatures. For any thread: a credential replaced in the middle of a handshake is remembered
/// until it is replaced again.
final class CredentialKeyManager extends X509ExtendedKeyManager {
  private final Supplier<Credential> source;
  private volatile Credential latest;
  private volatile Credential previous;

  CredentialKeyManager(Supplier<Credential> source) {
    this.source = source;
    this.latest = source.get();
    this.previous = latest;
  }

  private Credential current() {
    Credential now = source.get();
    if (!now.alias().equals(latest.alias())) {
      replace(now);
    }
    return now;
  }

  private synchronized void replace(Credential now) {
    if (!now.alias().equals(latest.alias())) {
      previous = latest;
      latest = now;
    }
  }

  private @Nullable Credential withAlias(@Nullable String alias) {
    Credential newest = latest;
    if (newest.alias().equals(alias)) {
      return newest;
    }
    Credential older = previous;
    return older.alias().equals(alias) ? older : null;
  }

  private @Nullable String alias(String... keyTypes) {
    Credential credential = current();
    return Arrays.stream(keyTypes).anyMatch(credential::fits) ? credential.alias() : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  private String @Nullable [] aliases(String keyType) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    Credential credential = withAlias(alias);
    return credential == null ? null : credential.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    Credential credential = withAlias(alias);
    return credential == null ? null : credential.key();
  }
}
