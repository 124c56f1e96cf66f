package io.turnpike.edge;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.turnpike.cli.Drain;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.KeyWatch;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.identity.Grant;
import io.turnpike.identity.Identity;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.Dialer;
import io.turnpike.net.DirectMemory;
import io.turnpike.net.NameResolver;
import io.turnpike.net.Transport;
import io.turnpike.stream.BindHandler;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.Sessions;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.stream.TunnelBinding;
import io.turnpike.stream.TunnelChooser;
import io.turnpike.tunnel.EdgeProfile;
import io.turnpike.tunnel.PoolPolicy;
import io.turnpike.tunnel.RelayLink;
import io.turnpike.tunnel.RelayTarget;
import io.turnpike.tunnel.SecuredTunnel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running edge but for what makes it an entry-point or a reverse-proxy. Any thread.
public final class EdgeRuntime implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EdgeRuntime.class);
  private static final long CLOSE_MILLIS = 10_000;
  private static final int MOST_LOOPS = 4;

  private final Role role;
  private final EdgeConfig config;
  private final EdgeKeys keys;
  private final Transport transport = Transport.best();
  private final NameResolver resolver = new NameResolver();
  private final Dialer dialer = new Dialer(transport, resolver);
  private final InstanceId instance = InstanceId.random();
  private final EventLoopGroup loops;
  private final EventLoop home;
  private final Sessions sessions;
  private final TunnelChooser tunnels = new TunnelChooser();
  private final Drain drain;
  private final Map<CarryingTunnel, Identity> peers = new ConcurrentHashMap<>();

  /// Those that were authorised at some time, by fingerprint; so bounded by the lists of keys.
  private final Map<String, Identity> known = new ConcurrentHashMap<>();

  private final List<EdgeParts.Linked> links = new CopyOnWriteArrayList<>();
  private final KeyWatch watch;
  private List<Future<?>> looks = List.of();

  /// Reads all keys; opens no connection yet.
  ///
  /// @throws KeyFileException when a file cannot be used
  public EdgeRuntime(Role role, EdgeConfig config) throws KeyFileException {
    this.role = role;
    this.config = config;
    this.watch = new KeyWatch(EdgeKeys.files(config), this::reloadKeys, this::lookAtKeys);
    this.keys = new EdgeKeys(role, config);
    this.loops = transport.newGroup(role.word(), loopsFor(config.threads()));
    this.home = loops.next();
    this.drain = new Drain(home, "streams", this::streams, config.drainTimeout());
    this.sessions = new Sessions(EdgeLimits.of(config), DirectMemory::usedEighths);
  }

  private static int loopsFor(int threads) {
    int processors = Runtime.getRuntime().availableProcessors();
    return threads > 0 ? threads : Math.clamp(processors / 2, 1, MOST_LOOPS);
  }

  /// What one kind of edge adds.
  ///
  /// @param path that the tunnels of the link share
  /// @param acceptor answers the OPENs of a far end with this identity
  /// @param carrying told of each tunnel that may carry streams, on its loop
  /// @param observer told of the link to the relay, on the home loop
  public record Part(
      RelayPath path,
      PoolPolicy policy,
      Function<Identity, StreamAcceptor> acceptor,
      Consumer<CarryingTunnel> carrying,
      RelayLink.Observer observer) {}

  EdgeConfig config() {
    return config;
  }

  NameResolver resolver() {
    return resolver;
  }

  /// A link to one of the relays, not started yet.
  public RelayLink link(RelayTarget relay, Part part) {
    var profile =
        new EdgeProfile(
            role,
            relay,
            config.group(),
            config.name(),
            instance,
            () -> keys.outer(relay.name().host()),
            keys::inner,
            keys::identity);
    var link =
        new RelayLink(
            profile,
            new RelayLink.Loops(home, loops),
            transport,
            dialer,
            new RelayLink.Use(part.policy(), tunnel -> bind(tunnel, part)),
            part.observer());
    links.add(new EdgeParts.Linked(part.path(), link));
    part.path().onDoubt(() -> home.execute(link::ask));
    return link;
  }

  /// The link has retired.
  void forget(RelayLink link) {
    links.removeIf(each -> each.link().equals(link));
  }

  /// What an admin endpoint looks at.
  EdgeParts parts() {
    return new EdgeParts(role, config, keys, instance, sessions, links, drain::isBegun);
  }

  private BindHandler bind(SecuredTunnel secured, Part part) {
    var binding =
        new TunnelBinding(
            secured.id(),
            instance,
            secured.peer(),
            secured.peerIdentity().fingerprint(),
            config.group(),
            part.path());
    return new BindHandler(
        binding,
        sessions,
        part.acceptor().apply(secured.peerIdentity()),
        tunnel -> {
          secured.bound();
          log.debug("tunnel carrying tunnel={} peer={}", binding.name(), binding.peerIdentity());
          peers.put(tunnel, secured.peerIdentity());
          known.put(binding.peerIdentity(), secured.peerIdentity());
          tunnel.channel().closeFuture().addListener(closed -> peers.remove(tunnel));
          tunnels.add(tunnel);
          part.carrying().accept(tunnel);
          cutUnlessGranted(tunnel, secured.peerIdentity()); // revoked during the handshake
        });
  }

  private void cutUnlessGranted(CarryingTunnel tunnel, Identity peer) {
    if (keys.grant(peer).isEmpty()) {
      log.warn(
          "identity not authorised any more: cut tunnel={} streams={} identity={}",
          tunnel.binding().name(),
          tunnel.load(),
          peer);
      tunnel.cut();
    }
  }

  private void reloadKeys() {
    if (keys.reload()) {
      cutWhoeverIsRevoked();
    }
  }

  private void lookAtKeys() {
    if (keys.look()) {
      cutWhoeverIsRevoked();
    }
  }

  private void cutWhoeverIsRevoked() {
    peers.forEach(this::cutUnlessGranted);
    sessions.endParked(this::isRevoked);
  }

  /// A relay has refused this edge: without another one there is nothing to wait for.
  public void denied() {
    if (tunnels.all().isEmpty()) {
      sessions.endParked(any -> true);
    }
  }

  private boolean isRevoked(String fingerprint) {
    Identity peer = known.get(fingerprint);
    return peer != null && keys.grant(peer).isEmpty();
  }

  /// What an identity at the far end may do now; empty when it is not authorised.
  public Optional<Grant> grant(Identity peer) {
    return keys.grant(peer);
  }

  /// What the program says when it starts; from here on its files are watched.
  public void greet(String program) {
    watch.start();
    looks = List.of(new MachineWatch(tunnels, links).start(home), sessions.relieve(home));
    log.info(
        "{} identity={} relays={} group={} instance={}",
        program,
        keys.identity(),
        config.relays(),
        config.group(),
        instance);
  }

  /// Reads the key files again; who is not in them any more loses its tunnels.
  public void reload() {
    watch.reloadNow();
  }

  public Transport transport() {
    return transport;
  }

  public Dialer dialer() {
    return dialer;
  }

  public EventLoop home() {
    return home;
  }

  public TunnelChooser tunnels() {
    return tunnels;
  }

  /// What it does now, in a few words.
  public String summary() {
    return "tunnels=" + tunnels.all().size() + " streams=" + streams();
  }

  public Sessions sessions() {
    return sessions;
  }

  /// Streams that are open now, on a tunnel or waiting for another.
  public int streams() {
    return tunnels.all().stream().mapToInt(CarryingTunnel::load).sum() + sessions.parked();
  }

  /// Puts no new streams on the tunnels of now through a relay; each closes when its last stream
  /// has ended or gone elsewhere.
  public void drainTunnels(RelayPath path) {
    tunnels.through(path).forEach(each -> each.loop().execute(each::drain));
  }

  /// Lets the streams of all tunnels end, for the drain timeout at most, and then ends. Returns at
  /// once; [#awaitEnd] tells when it is over.
  public void drain() {
    drain.begin(() -> tunnels.all().forEach(each -> each.loop().execute(each::drain)));
  }

  /// Waits until a drain is over.
  public void awaitEnd() throws InterruptedException {
    drain.await();
  }

  /// Ends at once: every stream that is still open ends in a reset at both ends. Not on an event
  /// loop; once more does nothing.
  @Override
  public void close() {
    drain.end();
    if (loops.isShuttingDown()) {
      return;
    }
    watch.close();
    looks.forEach(each -> each.cancel(false));
    resolver.close();
    tunnels.all().stream().map(CarryingTunnel::cut).toList().forEach(Future::awaitUninterruptibly);
    sessions.close();
    loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
