package io.turnpike.reverse;

import io.turnpike.admin.Subject;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.edge.EdgeRuntime;
import io.turnpike.edge.EdgeSubject;
import io.turnpike.edge.RelayLinks;
import io.turnpike.forward.Egress;
import io.turnpike.frame.Frame;
import io.turnpike.frame.Role;
import io.turnpike.identity.Identity;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.DestinationPolicy;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.tunnel.RelayLink;
import io.turnpike.tunnel.RelayTarget;
import io.turnpike.tunnel.ReversePoolPolicy;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running reverse-proxy: tunnels and egress. Any thread.
public final class ReverseProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReverseProxy.class);

  private final EdgeRuntime edge;
  private final Function<Identity, StreamAcceptor> acceptor;
  private final RelayLinks links;
  private final Egress egress;
  private final CountDownLatch ready = new CountDownLatch(1);

  private ReverseProxy(ReverseProxyConfig config, EdgeRuntime edge) {
    this.edge = edge;
    this.egress =
        new Egress(
            edge.dialer(), config.edge().connectTimeout(), edge.sessions().queued(), rules(config));
    var tenants = new Tenants(edge::grant);
    this.acceptor = peer -> egress.acceptorFor(tenants.of(peer));
    this.links = new RelayLinks(edge, (relay, watch) -> link(relay, watch, config.edge()));
  }

  private static Egress.Rules rules(ReverseProxyConfig config) {
    return new Egress.Rules(
        new DestinationPolicy(config.allow(), config.deny()),
        config.maxStreams(),
        config.connections());
  }

  /// Goes by what may change while it runs: what may be dialled, limits, filters, times. Streams
  /// that are open do not notice. Any thread.
  public void become(ReverseProxyConfig config) {
    egress.become(rules(config));
  }

  /// As many tunnels wait at every relay, since nobody knows through which one the next entry-point
  /// comes.
  private RelayLink link(RelayTarget relay, RelayLink.Observer watch, EdgeConfig config) {
    var path = new RelayPath(relay.toString());
    var policy = new ReversePoolPolicy(config.pool(), config.maxTunnels());
    return edge.link(
        relay,
        new EdgeRuntime.Part(path, policy, acceptor, tunnel -> {}, new LinkObserver(path, watch)));
  }

  /// Reads the keys and starts dialling the relay.
  ///
  /// @throws KeyFileException when a file cannot be used
  public static ReverseProxy start(ReverseProxyConfig config) throws KeyFileException {
    var edge = new EdgeRuntime(Role.REVERSE, config.edge());
    var proxy = new ReverseProxy(config, edge);
    edge.greet("reverse-proxy");
    proxy.links.start();
    return proxy;
  }

  /// Waits for the relay's welcome.
  public void awaitReady() throws InterruptedException {
    ready.await();
  }

  public EdgeRuntime edge() {
    return edge;
  }

  /// What its admin endpoint shows.
  public Subject subject() {
    return new EdgeSubject(edge, new ReverseView(egress.traffic()));
  }

  /// Offers no more tunnels and lets running streams end.
  public void drain() {
    links.stop();
    edge.drain();
  }

  @Override
  public void close() {
    links.close();
    edge.close();
  }

  private final class LinkObserver implements RelayLink.Observer {
    private final RelayPath path;
    private final RelayLink.Observer watch;

    LinkObserver(RelayPath path, RelayLink.Observer watch) {
      this.path = path;
      this.watch = watch;
    }

    @Override
    public void link(boolean up) {
      if (up && ready.getCount() > 0) {
        ready.countDown();
        log.info("ready: the group is served through the relay");
      }
      watch.link(up);
    }

    @Override
    public void presence(Frame.Presence presence) {}

    @Override
    public void goAway(Frame.GoAway goAway) {
      edge.drainTunnels(path);
    }

    @Override
    public void denied() {
      edge.denied();
    }

    @Override
    public void retired() {
      edge.drainTunnels(path);
    }
  }
}
