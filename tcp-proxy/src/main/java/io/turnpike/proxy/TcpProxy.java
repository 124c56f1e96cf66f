package io.turnpike.proxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import io.turnpike.admin.Subject;
import io.turnpike.cli.Drain;
import io.turnpike.cli.UserError;
import io.turnpike.forward.Admission;
import io.turnpike.forward.Backends;
import io.turnpike.forward.CaptureListeners;
import io.turnpike.forward.DirectOpener;
import io.turnpike.forward.Entrance;
import io.turnpike.forward.Ingress;
import io.turnpike.forward.Route;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.DescriptorException;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.net.InheritedSockets;
import io.turnpike.net.Listener;
import io.turnpike.net.NameResolver;
import io.turnpike.net.Transport;
import io.turnpike.tls.PublicTls;
import io.turnpike.tls.ServerCertificate;
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
  private final Ingress.Rules rules;
  private final InheritedSockets inherited;
  private final Listener listener;
  private final List<Channel> listeners = new ArrayList<>();
  private final Map<String, String> routes = new LinkedHashMap<>();
  private final Drain drain;

  private TcpProxy(TcpProxyConfig config) throws KeyFileException {
    this.config = config;
    var settings =
        new DirectOpener.Settings(
            config.connectTimeout(),
            config.connections(),
            sourceTls(config.tls()),
            destinationTls(config.tls()));
    this.inherited = InheritedSockets.ofThisProcess(transport);
    this.loops = transport.newGroup("proxy", loopsFor(config.threads()));
    this.home = loops.next();
    this.listener = new Listener(transport, home, config.listeners().sockets(), inherited);
    this.rules =
        new Ingress.Rules(
            new Admission(config.listeners().admission(), System.nanoTime()),
            config.connections().sockets(),
            config.listeners().headersFrom());
    this.opener = new DirectOpener(loops, new Dialer(transport, resolver), settings);
    this.drain = new Drain(home, "connections", opener::connections, config.drainTimeout());
  }

  private static int loopsFor(int threads) {
    int processors = Runtime.getRuntime().availableProcessors();
    return threads > 0 ? threads : Math.clamp(processors / 2, 1, MOST_LOOPS);
  }

  private static Optional<SslContext> sourceTls(TlsFiles files) throws KeyFileException {
    if (files.certificate().isEmpty() || files.key().isEmpty()) {
      return Optional.empty();
    }
    var certificate = ServerCertificate.load(files.certificate().get(), files.key().get());
    log.info("certificate={} hosts={}", certificate.fingerprint(), certificate.hosts());
    return Optional.of(PublicTls.forServer(certificate));
  }

  private static Optional<DirectOpener.DestinationTls> destinationTls(TlsFiles files)
      throws KeyFileException {
    if (!files.backend()) {
      return Optional.empty();
    }
    SslContext context = PublicTls.forClient(files.backendAuthorities());
    return Optional.of(new DirectOpener.DestinationTls(context, files.backendName()));
  }

  /// Reads the certificates and binds every listener.
  ///
  /// @throws KeyFileException when a file cannot be used
  /// @throws UserError when a listener cannot be bound
  public static TcpProxy start(TcpProxyConfig config) throws KeyFileException {
    var proxy = new TcpProxy(config);
    try {
      proxy.listen();
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

  private void listen() throws IOException {
    if (config.listen().isPresent()) {
      HostPort at = config.listen().get();
      var backends = new Backends(config.backends(), config.balance());
      String name = at + ">" + backends;
      Entrance entrance = entrance(name);
      listen(
          new Ingress(
              new InetSocketAddress(at.host(), at.port()),
              source -> true,
              rules,
              source -> opener.open(source, entrance, backends)),
          name);
    }
    for (Route route : config.routes()) {
      String name = route.toString();
      Backends backends = Backends.of(route.destination());
      Entrance entrance = config.listeners().entrance(route, config.connections().filters());
      listen(Ingress.of(route, rules, source -> opener.open(source, entrance, backends)), name);
    }
  }

  private void listenForCaptured() throws IOException {
    if (config.transparent().isEmpty()) {
      return;
    }
    Entrance entrance = entrance("transparent");
    var capture =
        new CaptureListeners(
            config.transparent(),
            config.target(),
            (source, to) -> opener.open(source, entrance, Backends.of(to)));
    listeners.addAll(capture.listen(listener, rules));
    routes.put("transparent", config.transparent().toString());
    log.info("listening ports={} route=transparent", config.transparent());
  }

  private Entrance entrance(String name) {
    return config.listeners().entrance(name, config.connections().filters());
  }

  private void listen(Ingress ingress, String name) throws IOException {
    Channel bound = ingress.listen(listener);
    listeners.add(bound);
    String address = NetUtil.toSocketAddressString((InetSocketAddress) bound.localAddress());
    routes.put(name, address);
    log.info("listening address={} route={}", address, name);
  }

  /// Where it listens: `--listen` first, then the routes in their order.
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(c -> (InetSocketAddress) c.localAddress()).toList();
  }

  /// What its admin endpoint shows.
  public Subject subject() {
    return new ProxySubject(
        opener.traffic(), rules.admission().refusals(), routes, loops, drain::isBegun);
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
    drain.begin(() -> listeners.forEach(Channel::close));
  }

  /// Waits until a drain is over.
  public void awaitEnd() throws InterruptedException {
    drain.await();
  }

  /// Ends at once: what is still open ends in a reset. Not on an event loop.
  @Override
  public void close() {
    drain.end();
    listeners.forEach(Channel::close);
    resolver.close();
    loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
