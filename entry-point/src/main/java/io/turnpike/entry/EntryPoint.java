package io.turnpike.entry;

import io.netty.util.concurrent.Future;
import io.turnpike.admin.Subject;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.UserError;
import io.turnpike.edge.EdgeRuntime;
import io.turnpike.edge.EdgeSubject;
import io.turnpike.edge.RelayLinks;
import io.turnpike.forward.Admission;
import io.turnpike.forward.Door;
import io.turnpike.forward.Doors;
import io.turnpike.forward.Entrance;
import io.turnpike.forward.Ingress;
import io.turnpike.forward.StreamOpener;
import io.turnpike.forward.Traffic;
import io.turnpike.frame.Frame;
import io.turnpike.frame.Role;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.DescriptorException;
import io.turnpike.net.DirectMemory;
import io.turnpike.net.InheritedSockets;
import io.turnpike.net.Listener;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.tunnel.EntryPoolPolicy;
import io.turnpike.tunnel.RelayLink;
import io.turnpike.tunnel.RelayTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running entry-point: ingress and tunnels. Any thread.
public final class EntryPoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EntryPoint.class);

  private final EdgeRuntime edge;
  private final RelayLinks links;
  private final StreamOpener opener;
  private final Admission admission;
  private final InheritedSockets inherited;
  private final Doors doors;
  private final OtherListeners others;
  private final CountDownLatch ready = new CountDownLatch(1);

  private EntryPoint(EntryPointConfig config, EdgeRuntime edge) {
    this.edge = edge;
    this.admission = new Admission(config.listeners().admission(), System.nanoTime());
    this.inherited = InheritedSockets.ofThisProcess(edge.transport());
    var listener =
        new Listener(edge.transport(), edge.home(), config.listeners().sockets(), inherited);
    this.doors = new Doors(listener);
    this.links = new RelayLinks(edge, (relay, watch) -> link(relay, watch, config));
    this.opener =
        new StreamOpener(
            edge.home(), edge.tunnels(), config.edge().connectTimeout(), config.connections());
    this.others = new OtherListeners(listener, opener);
  }

  private RelayLink link(RelayTarget relay, RelayLink.Observer watch, EntryPointConfig config) {
    var path = new RelayPath(relay.toString());
    int pool = Math.max(config.edge().pool(), config.routes().size());
    var policy =
        new EntryPoolPolicy(
            () -> links.share(pool),
            Math.max(pool, config.edge().maxTunnels()),
            () -> edge.tunnels().taken(path));
    var observer = new LinkObserver(path, watch, config.edge());
    RelayLink link =
        edge.link(
            relay,
            new EdgeRuntime.Part(
                path, policy, far -> StreamAcceptor.NONE, tunnel -> ready(), observer));
    observer.keeping =
        new PoolKeeper(edge.tunnels(), path, policy, link, edge.sessions()::stranded)
            .start(edge.home());
    return link;
  }

  /// Reads the keys, binds every route and starts dialling the relay.
  ///
  /// @throws KeyFileException when a file cannot be used
  /// @throws UserError when a route cannot be bound
  public static EntryPoint start(EntryPointConfig config) throws KeyFileException {
    var edge = new EdgeRuntime(Role.ENTRY, config.edge());
    var entryPoint = new EntryPoint(config, edge);
    try {
      edge.greet("entry-point");
      entryPoint.listen(config);
      entryPoint.links.start();
      return entryPoint;
    } catch (DescriptorException e) {
      entryPoint.close();
      throw e;
    } catch (IOException e) {
      entryPoint.close();
      throw UserError.failed(String.valueOf(e.getMessage()));
    }
  }

  private void listen(EntryPointConfig config) throws IOException {
    doors.become(doorsOf(config));
    others.open(config, rules(config));
    inherited.requireAllClaimed();
  }

  private List<Door> doorsOf(EntryPointConfig config) {
    var shared =
        List.of(
            config.listeners().bytesPerSecond(),
            config.listeners().headersFrom(),
            config.connections());
    return config.routes().stream()
        .map(route -> {
          Entrance entrance = config.listeners().entrance(route, config.connections().filters());
          return Door.of(
              route,
              Ingress.of(
                  route,
                  rules(config),
                  source ->
                      source.asChannel(
                          channel -> opener.open(channel, entrance, route.destination()))),
              shared);
        })
        .toList();
  }

  private Ingress.Rules rules(EntryPointConfig config) {
    return new Ingress.Rules(
        admission,
        config.connections().sockets(),
        config.listeners().headersFrom(),
        () -> edge.sessions().queued().isScarce() || DirectMemory.isScarce());
  }

  /// Goes by what may change while it runs: routes, limits, filters, times. Whoever is connected
  /// does not notice. Not on an event loop; one at a time.
  ///
  /// @throws IOException when a route cannot be bound; then nothing has changed
  public void become(EntryPointConfig config) throws IOException {
    doors.become(doorsOf(config));
    admission.become(config.listeners().admission(), System.nanoTime());
    opener.become(config.connections());
  }

  private void ready() {
    if (ready.getCount() > 0) {
      ready.countDown();
      log.info("ready: routes are served through the relay");
    }
  }

  /// The addresses of the routes, in their order; behind them those of captures and fronts.
  public List<InetSocketAddress> addresses() {
    List<InetSocketAddress> all = new ArrayList<>(doors.addresses());
    all.addAll(others.addresses());
    return all;
  }

  /// Waits for the first tunnel.
  public void awaitReady() throws InterruptedException {
    ready.await();
  }

  /// As above, for so long at most.
  ///
  /// @return whether there is one
  boolean awaitReady(Duration limit) throws InterruptedException {
    return ready.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// What its connections do.
  Traffic traffic() {
    return opener.traffic();
  }

  /// Connections that wait for a tunnel.
  public int waiting() {
    return opener.waiting();
  }

  public EdgeRuntime edge() {
    return edge;
  }

  /// What its admin endpoint shows.
  public Subject subject() {
    return new EdgeSubject(
        edge, new EntryView(opener.traffic(), doors, others.byName(), admission));
  }

  /// Stops listening and lets running streams end.
  public void drain() {
    doors.close();
    others.close();
    opener.drain();
    links.stop();
    edge.drain();
  }

  @Override
  public void close() {
    doors.close();
    others.close();
    links.close();
    opener.close();
    edge.close();
  }

  private final class LinkObserver implements RelayLink.Observer {
    private final RelayPath path;
    private final RelayLink.Observer watch;
    private final EdgeConfig config;
    private @Nullable Future<?> keeping;

    LinkObserver(RelayPath path, RelayLink.Observer watch, EdgeConfig config) {
      this.path = path;
      this.watch = watch;
      this.config = config;
    }

    @Override
    public void link(boolean up) {
      watch.link(up);
    }

    @Override
    public void presence(Frame.Presence presence) {
      if (presence.serving() == 0) {
        log.warn(
            "no reverse-proxy in group={} at relay={}; connections wait for one up to {} ms",
            config.group(),
            path.relay(),
            config.connectTimeout().toMillis());
        log.warn(
            "remedy: start a reverse-proxy with --group {} at that relay, or correct --group here",
            config.group());
      } else {
        log.info(
            "group={} is served by reverse-proxies={} relay={}",
            config.group(),
            presence.serving(),
            path.relay());
      }
      watch.presence(presence);
    }

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
      if (keeping != null) {
        keeping.cancel(false);
      }
      edge.drainTunnels(path);
    }
  }
}
