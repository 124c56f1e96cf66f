package io.turnpike.tls;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Sets the key exchange groups on each engine of the JDK: Netty has an option for that with
/// BoringSSL only.
final class JdkGroupsContext extends DelegatingSslContext {
  private final List<String> groups;

  JdkGroupsContext(SslContext context, List<String> groups) {
    super(context);
    this.groups = groups;
  }

  @Override
  protected void initEngine(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setNamedGroups(groups.toArray(String[]::new));
    engine.setSSLParameters(parameters);
  }
}
