package io.turnpike.reverse;

import io.turnpike.edge.EdgeRuntime;
import io.turnpike.forward.Egress;
import io.turnpike.frame.Frame;
import io.turnpike.frame.Role;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.DestinationPolicy;
import io.turnpike.tunnel.RelayLink;
import io.turnpike.tunnel.ReversePoolPolicy;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running reverse-proxy: tunnels and egress. Any thread.
public final class ReverseProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReverseProxy.class);

  private final EdgeRuntime edge;
  private final RelayLink link;
  private final CountDownLatch ready = new CountDownLatch(1);

  private ReverseProxy(ReverseProxyConfig config, EdgeRuntime edge) {
    this.edge = edge;
    var policy = new ReversePoolPolicy(config.edge().pool(), config.edge().maxTunnels());
    var egress =
        new Egress(
            edge.dialer(),
            config.edge().connectTimeout(),
            new DestinationPolicy(config.allow(), config.deny()),
            config.maxStreams(),
            config.connections());
    var tenants = new Tenants(edge::grant);
    this.link =
        edge.link(
            new EdgeRuntime.Part(
                policy,
                peer -> egress.acceptorFor(tenants.of(peer)),
                tunnel -> {},
                new LinkObserver()));
  }

  /// Reads the keys and starts dialling the relay.
  ///
  /// @throws KeyFileException when a file cannot be used
  public static ReverseProxy start(ReverseProxyConfig config) throws KeyFileException {
    var edge = new EdgeRuntime(Role.REVERSE, config.edge());
    var proxy = new ReverseProxy(config, edge);
    edge.greet("reverse-proxy");
    proxy.link.start();
    return proxy;
  }

  /// Waits for the relay's welcome.
  public void awaitReady() throws InterruptedException {
    ready.await();
  }

  public EdgeRuntime edge() {
    return edge;
  }

  /// Offers no more tunnels and lets running streams end.
  public void drain() {
    link.close();
    edge.drain();
  }

  @Override
  public void close() {
    link.close().awaitUninterruptibly();
    edge.close();
  }

  private final class LinkObserver implements RelayLink.Observer {
    @Override
    public void link(boolean up) {
      if (up && ready.getCount() > 0) {
        ready.countDown();
        log.info("ready: the group is served through the relay");
      }
    }

    @Override
    public void presence(Frame.Presence presence) {}

    @Override
    public void goAway(Frame.GoAway goAway) {
      edge.drainTunnels();
    }
  }
}
