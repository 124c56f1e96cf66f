package io.turnpike.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.turnpike.admin.Subject;
import io.turnpike.cli.Drain;
import io.turnpike.cli.KeyWatch;
import io.turnpike.cli.UserError;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.Layer;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.RefusalCode;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.Accepted;
import io.turnpike.net.DescriptorException;
import io.turnpike.net.DirectMemory;
import io.turnpike.net.LogBudget;
import io.turnpike.net.Transport;
import io.turnpike.tls.PeerIdentity;
import io.turnpike.tunnel.EndReason;
import io.turnpike.tunnel.FailureHandler;
import io.turnpike.tunnel.HandlerNames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running relay: accepts edges, pairs their tunnels, forwards ciphertext. Any thread.
public final class RelayServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RelayServer.class);

  /// At most; a machine must be very busy to need as much as a second.
  private static final long CLOSE_MILLIS = 10_000;

  private volatile RelayServerConfig config;
  private final Transport transport = Transport.best();
  private final RelayKeys keys;
  private final KeyWatch watch;
  private final Authority authority;
  private final Members members;
  private final Doorkeeper doorkeeper;
  private final Controls controls = new Controls();
  private final Pairings pairings = new Pairings(controls);
  private final LogBudget logBudget = new LogBudget();
  private final EventLoopGroup loops;
  private final Drain drain;
  private final Listeners listeners;

  private RelayServer(RelayServerConfig config) throws IOException, KeyFileException {
    this.config = config;
    this.watch = new KeyWatch(RelayKeys.files(config), this::reloadKeys, this::lookAtKeys);
    this.keys = new RelayKeys(config);
    this.authority = new Authority(keys.now().authorized());
    this.members =
        new Members(
            authority, config.maxTunnels(), config.maxTunnelsPerIdentity(), watch::caughtUp);
    this.doorkeeper = new Doorkeeper(config.strangers(), RandomGenerator.getDefault());
    this.loops = transport.newGroup("relay", loopsFor(config.threads()));
    this.drain = new Drain(loops.next(), "tunnels", this::pairs, config.drainTimeout());
    this.listeners = listen();
  }

  /// Half of the processors: the two ends of a tunnel then often share a loop, and nothing has to
  /// wake another thread.
  private static int loopsFor(int threads) {
    return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /// Reads the keys and listens.
  ///
  /// @throws KeyFileException when a file cannot be used
  /// @throws UserError when the port cannot be bound
  public static RelayServer start(RelayServerConfig config) throws KeyFileException {
    try {
      var relay = new RelayServer(config);
      relay.greet();
      return relay;
    } catch (IOException e) {
      throw UserError.failed(String.valueOf(e.getMessage()));
    }
  }

  private void greet() {
    watch.start();
    log.info(
        "relay-server certificate={} hosts={} authorized={}",
        keys.now().certificate().fingerprint(),
        keys.now().certificate().hosts(),
        keys.now().authorized().size());
    log.info("ready: listening address={}", listeners);
  }

  private Listeners listen() throws IOException {
    try {
      var address = new InetSocketAddress(config.host(), config.port());
      return Listeners.open(transport, loops.next(), address, this::accepted);
    } catch (IOException | DescriptorException e) {
      loops.shutdownGracefully();
      throw e;
    }
  }

  /// Before any of the cost of TLS: whoever may not come in gets an RST.
  private void accepted(Accepted source) {
    Channel channel = source.channel();
    var remote = (InetSocketAddress) channel.remoteAddress();
    if (remote == null) { // gone already
      channel.unsafe().closeForcibly();
      return;
    }
    var verdict =
        DirectMemory.isScarce()
            ? new Doorkeeper.Verdict(Optional.empty(), "direct memory is used up")
            : doorkeeper.judge(remote.getAddress(), System.nanoTime());
    if (verdict.visit().isPresent()) {
      admit(channel, verdict.visit().get());
    } else {
      if (logBudget.permits(log)) {
        log.info("turned away reason=\"{}\" {}", verdict.reason(), Member.describe(channel));
      }
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.unsafe().closeForcibly();
    }
  }

  private void admit(Channel channel, Doorkeeper.Visit visit) {
    EdgeSockets.configure(channel, transport);
    StrangerLimits limits = config.strangers();
    SslHandler tls = keys.now().tls().newHandler(channel.alloc());
    tls.setHandshakeTimeoutMillis(limits.tlsTimeout().toMillis());
    var stranger = new StrangerHandler(doorkeeper, visit, limits.maxBytes());
    channel.closeFuture().addListener(closed -> stranger.ended());
    channel
        .pipeline()
        .addLast(HandlerNames.STRANGER, stranger)
        .addLast(HandlerNames.OUTER_TLS, tls)
        .addLast(HandlerNames.FRAME_DECODER, new FrameDecoder(Layer.CONTROL))
        .addLast(HandlerNames.FRAME_ENCODER, FrameEncoder.INSTANCE)
        .addLast(
            HandlerNames.HELLO, new Gate(members, limits.helloTimeout(), logBudget, this::admitted))
        .addLast(
            HandlerNames.FAILURE,
            new FailureHandler(
                cause -> closed(channel, cause), cause -> lastWords(channel, cause)));
    loops.register(channel);
  }

  /// A stranger learns nothing but that it is one.
  private Optional<Frame> lastWords(Channel channel, Throwable cause) {
    return Member.of(channel).isPresent() || isListed(channel)
        ? lastWords(cause)
        : Optional.of(new Frame.Refused(RefusalCode.DENIED, 0, Gate.NOT_AUTHORISED));
  }

  private boolean isListed(Channel channel) {
    var tls = channel.pipeline().get(SslHandler.class);
    return tls != null
        && tls.handshakeFuture().isSuccess()
        && authority.grant(PeerIdentity.of(tls)).isPresent();
  }

  private ChannelInboundHandlerAdapter admitted(Member member) {
    return member.isControl()
        ? new ControlConnection(member, controls, pairings)
        : new TunnelEnd(member, pairings);
  }

  private void closed(Channel channel, Throwable cause) {
    if (EndReason.isOrdinary(cause)) {
      if (log.isDebugEnabled()) {
        log.debug("connection closed {}", Member.describe(channel));
      }
    } else if (logBudget.permits(log)) {
      log.info(
          "connection refused reason=\"{}\" {}", EndReason.of(cause), Member.describe(channel));
    }
  }

  /// What an edge is told when it fails the protocol (`protocol.md` §4.2).
  static Optional<Frame> lastWords(Throwable cause) {
    return switch (cause) {
      case ProtocolViolation violation -> refused(RefusalCode.PROTOCOL, violation);
      case LateException late -> refused(RefusalCode.TIMEOUT, late);
      default -> Optional.empty();
    };
  }

  private static Optional<Frame> refused(RefusalCode code, Throwable cause) {
    return Optional.of(new Frame.Refused(code, 0, String.valueOf(cause.getMessage())));
  }

  /// Where it listens; the first place, where there are several.
  public InetSocketAddress address() {
    return listeners.address();
  }

  /// Paired tunnels.
  public int pairs() {
    return pairings.pairs();
  }

  /// Tunnels that wait for a partner.
  public int waitingTunnels() {
    return pairings.waiting();
  }

  /// Control connections.
  public int edges() {
    return controls.count();
  }

  /// Connections that are not authorised yet.
  public int strangers() {
    return doorkeeper.strangers();
  }

  /// What its admin endpoint shows.
  public Subject subject() {
    return new RelaySubject(
        new RelayParts(keys, members, doorkeeper, controls, pairings), loops, drain::isBegun);
  }

  /// Goes by what may change while it runs: the limits. Any thread.
  public void become(RelayServerConfig next) {
    config = config.with(next.strangers());
    members.limit(next.maxTunnels(), next.maxTunnelsPerIdentity());
    doorkeeper.limit(next.strangers());
  }

  /// Reads certificate and keys again: the certificate holds for new connections; who is not
  /// authorised any more is cut.
  public void reload() {
    watch.reloadNow();
  }

  private void reloadKeys() {
    if (keys.reload()) {
      authority.replace(keys.now().authorized());
      members.expel();
    }
  }

  private void lookAtKeys() {
    if (keys.look()) {
      members.expel();
    }
  }

  /// Its loops in turn.
  Executor loops() {
    return loops;
  }

  /// What it does now, in a few words.
  String summary() {
    return "edges=" + edges() + " pairs=" + pairs() + " waiting=" + waitingTunnels();
  }

  /// Accepts nothing more, tells the edges, and lets pairs end, for the drain timeout at most.
  /// Returns at once; [#awaitEnd] tells when it is over.
  public void drain() {
    drain.begin(() -> {
      listeners.close();
      pairings.closeWaiting();
      controls.sendToAll(new Frame.GoAway(config.drainTimeout().toMillis(), 0));
    });
  }

  /// Waits until a drain is over.
  public void awaitEnd() throws InterruptedException {
    drain.await();
  }

  /// Ends at once: every connection is closed.
  @Override
  public void close() {
    drain.end();
    watch.close();
    pairings.closeAll();
    loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
