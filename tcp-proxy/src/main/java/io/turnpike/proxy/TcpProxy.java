package io.turnpike.proxy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.turnpike.admin.Subject;
import io.turnpike.cli.Drain;
import io.turnpike.cli.UserError;
import io.turnpike.forward.Admission;
import io.turnpike.forward.Backends;
import io.turnpike.forward.CaptureListeners;
import io.turnpike.forward.DirectOpener;
import io.turnpike.forward.DirectSettings;
import io.turnpike.forward.Door;
import io.turnpike.forward.Doors;
import io.turnpike.forward.Entrance;
import io.turnpike.forward.Ingress;
import io.turnpike.forward.Route;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.DescriptorException;
import io.turnpike.net.Dialer;
import io.turnpike.net.DirectMemory;
import io.turnpike.net.HostPort;
import io.turnpike.net.InheritedSockets;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.NameResolver;
import io.turnpike.net.Transport;
import io.turnpike.tls.PublicTls;
import io.turnpike.tls.ServerCertificate;
import io.turnpike.tls.TlsProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running tcp-proxy: ingress and egress. Any thread.
public final class TcpProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TcpProxy.class);
  private static final long CLOSE_MILLIS = 10_000;
  private static final int MOST_LOOPS = 4;

  private final TcpProxyConfig config;
  private final Transport transport = Transport.best();
  private final NameResolver resolver = new NameResolver();
  private final EventLoopGroup loops;
  private final EventLoop home;
  private final DirectOpener opener;
  private final Admission admission;
  private final InheritedSockets inherited;
  private final Listener listener;
  private final Doors doors;
  private final List<Listening> captures = new ArrayList<>();
  private final Map<String, String> others = new LinkedHashMap<>();
  private final Drain drain;

  private TcpProxy(TcpProxyConfig config) throws KeyFileException {
    this.config = config;
    DirectSettings settings = settings(config);
    this.inherited = InheritedSockets.ofThisProcess(transport);
    this.loops = transport.newGroup("proxy", loopsFor(config.threads()));
    this.home = loops.next();
    this.listener = new Listener(transport, loops, config.listeners().sockets(), inherited);
    this.doors = new Doors(listener);
    this.admission = new Admission(config.listeners().admission(), System.nanoTime());
    this.opener = new DirectOpener(loops, new Dialer(transport, resolver), settings);
    this.drain = new Drain(home, "connections", opener::connections, config.drainTimeout());
  }

  /// Reads the certificates.
  private static DirectSettings settings(TcpProxyConfig config) throws KeyFileException {
    return new DirectSettings(
        config.connectTimeout(),
        config.connections(),
        sourceTls(config.tls()),
        destinationTls(config.tls()));
  }

  /// Goes by what may change while it runs: listeners, backends, certificates, limits, filters,
  /// times. Whoever is connected does not notice. Not on an event loop; one at a time.
  ///
  /// @throws KeyFileException when a file cannot be used; then nothing has changed
  /// @throws IOException when a listener cannot be bound; then nothing has changed
  public void become(TcpProxyConfig next) throws KeyFileException, IOException {
    DirectSettings settings = settings(next);
    doors.become(doorsOf(next));
    admission.become(next.listeners().admission(), System.nanoTime());
    opener.become(settings);
  }

  /// All processors: both sockets of a connection share a loop, so that loops have nothing to tell
  /// each other, and what a connection costs is mostly its beginning and its end.
  private static int loopsFor(int threads) {
    int processors = Runtime.getRuntime().availableProcessors();
    return threads > 0 ? threads : Math.clamp(processors, 1, MOST_LOOPS);
  }

  private static Optional<SslContext> sourceTls(TlsFiles files) throws KeyFileException {
    if (files.certificate().isEmpty() || files.key().isEmpty()) {
      return Optional.empty();
    }
    var certificate =
        ServerCertificate.load(files.certificate().get(), files.key().get(), TlsProvider.best());
    log.info("certificate={} hosts={}", certificate.fingerprint(), certificate.hosts());
    return Optional.of(PublicTls.forServer(certificate));
  }

  private static Optional<DirectSettings.DestinationTls> destinationTls(TlsFiles files)
      throws KeyFileException {
    if (!files.backend()) {
      return Optional.empty();
    }
    SslContext context = PublicTls.forClient(files.backendAuthorities());
    return Optional.of(new DirectSettings.DestinationTls(context, files.backendName()));
  }

  /// Reads the certificates and binds every listener.
  ///
  /// @throws KeyFileException when a file cannot be used
  /// @throws UserError when a listener cannot be bound
  public static TcpProxy start(TcpProxyConfig config) throws KeyFileException {
    var proxy = new TcpProxy(config);
    try {
      proxy.doors.become(proxy.doorsOf(config));
      proxy.listenForCaptured();
      proxy.inherited.requireAllClaimed();
      log.info("ready");
      return proxy;
    } catch (DescriptorException e) {
      proxy.close();
      throw e;
    } catch (IOException e) {
      proxy.close();
      throw UserError.failed(String.valueOf(e.getMessage()));
    }
  }

  private List<Door> doorsOf(TcpProxyConfig wanted) {
    List<Door> all = new ArrayList<>();
    List<Object> shared =
        List.of(
            wanted.listeners().bytesPerSecond(),
            wanted.listeners().headersFrom(),
            wanted.connections());
    Ingress.Rules rules = rules(wanted);
    wanted.listen().ifPresent(at -> all.add(mainDoor(at, wanted, shared)));
    for (Route route : wanted.routes()) {
      Backends backends = Backends.of(route.destination());
      Entrance entrance = wanted.listeners().entrance(route, wanted.connections().filters());
      all.add(
          Door.of(
              route,
              Ingress.of(route, rules, source -> opener.open(source, entrance, backends)),
              shared));
    }
    return all;
  }

  private Door mainDoor(HostPort at, TcpProxyConfig wanted, List<Object> shared) {
    var backends = new Backends(wanted.backends(), wanted.balance());
    String name = at + ">" + backends;
    Entrance entrance = wanted.listeners().entrance(name, wanted.connections().filters());
    var address = new InetSocketAddress(at.host(), at.port());
    return new Door(
        name,
        address,
        new Ingress(
            address,
            source -> true,
            rules(wanted),
            source -> opener.open(source, entrance, backends)),
        List.of(wanted.backends(), wanted.balance(), shared));
  }

  private Ingress.Rules rules(TcpProxyConfig wanted) {
    return new Ingress.Rules(
        admission,
        wanted.connections().sockets(),
        wanted.listeners().headersFrom(),
        DirectMemory::isScarce);
  }

  private void listenForCaptured() throws IOException {
    var ports = new CaptureListeners.Ports(config.transparent(), config.listeners().tproxyPorts());
    if (ports.isEmpty()) {
      return;
    }
    Entrance entrance = config.listeners().entrance("transparent", config.connections().filters());
    var capture =
        new CaptureListeners(
            ports, config.target(), (source, to) -> opener.open(source, entrance, Backends.of(to)));
    captures.addAll(capture.listen(listener, rules(config)));
    others.put("transparent", ports.all().toString());
  }

  /// Where it listens: `--listen` first, then the routes in their order.
  public List<InetSocketAddress> addresses() {
    List<InetSocketAddress> all = new ArrayList<>(doors.addresses());
    captures.forEach(listening -> all.add(listening.address()));
    return all;
  }

  /// What its admin endpoint shows.
  public Subject subject() {
    return new ProxySubject(
        opener.traffic(), admission.refusals(), () -> doors.byRoute(others), loops, drain::isBegun);
  }

  /// Connections that are open or being dialled.
  public int connections() {
    return opener.connections();
  }

  /// Where it accepts.
  EventLoop home() {
    return home;
  }

  /// Accepts nothing more and lets open connections end, for the drain timeout at most. Returns at
  /// once; [#awaitEnd] tells when it is over.
  public void drain() {
    drain.begin(() -> {
      doors.close();
      captures.forEach(Listening::close);
    });
  }

  /// Waits until a drain is over.
  public void awaitEnd() throws InterruptedException {
    drain.await();
  }

  /// Ends at once: what is still open ends in a reset. Not on an event loop.
  @Override
  public void close() {
    drain.end();
    doors.close();
    captures.forEach(Listening::close);
    resolver.close();
    loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
