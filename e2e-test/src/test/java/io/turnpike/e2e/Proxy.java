package io.turnpike.e2e;

import io.turnpike.proxy.TcpProxy;
import io.turnpike.proxy.TcpProxyCommand;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tcp-proxy in this process, told by a command line, on ports of its own.
public final class Proxy implements Carrier {
  private final TcpProxy proxy;

  private Proxy(TcpProxy proxy) {
    this.proxy = proxy;
  }

  /// @param arguments separated by spaces
  public static Proxy start(String arguments, String... routes) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments.split(" +")));
    all.removeIf(String::isEmpty);
    for (String route : routes) {
      all.addAll(List.of("-r", route));
    }
    return new Proxy(TcpProxy.start(TcpProxyCommand.parse(Map.of(), all.toArray(String[]::new))));
  }

  public TcpProxy proxy() {
    return proxy;
  }

  /// A listener on all addresses is reached at 127.0.0.1.
  @Override
  public InetSocketAddress address(int route) {
    InetSocketAddress bound = proxy.addresses().get(route);
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress("127.0.0.1", bound.getPort())
        : bound;
  }

  @Override
  public void awaitPool() {}

  @Override
  public void awaitNoStreams() {
    Await.until(
        () -> "connections=" + proxy.connections() + " (expected: 0)",
        () -> proxy.connections() == 0);
  }

  @Override
  public void close() {
    proxy.close();
  }
}
