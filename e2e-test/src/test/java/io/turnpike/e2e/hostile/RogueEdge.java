package io.turnpike.e2e.hostile;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.turnpike.e2e.Keys;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.RenewingLeaf;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.net.NameResolver;
import io.turnpike.net.Transport;
import io.turnpike.tls.InnerTls;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.TrustedRelay;
import io.turnpike.tunnel.EdgeProfile;
import io.turnpike.tunnel.PoolCounts;
import io.turnpike.tunnel.PoolPolicy;
import io.turnpike.tunnel.RelayLink;
import io.turnpike.tunnel.RelayTarget;
import io.turnpike.tunnel.SecuredTunnel;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// An edge with a right key that is honest as far as L3, and then says what the test wants. It
/// keeps one tunnel. Belongs to the test's thread.
final class RogueEdge implements AutoCloseable {
  private final InstanceId instance = InstanceId.random();
  private final EventLoopGroup group = Transport.best().newGroup("rogue", 1);
  private final NameResolver resolver = new NameResolver();
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private final RelayLink link;

  /// One secured tunnel, from its first frame.
  static final class Line extends ChannelInboundHandlerAdapter {
    private final SecuredTunnel tunnel;
    private final InstanceId self;
    private final Consumer<Line> ready;
    private final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private final Map<Integer, Integer> opened = new ConcurrentHashMap<>();
    private ChannelHandlerContext context;

    Line(SecuredTunnel tunnel, InstanceId self, Consumer<Line> ready) {
      this.tunnel = tunnel;
      this.self = self;
      this.ready = ready;
    }

    /// The BIND that an honest edge would send.
    Frame.Bind bind() {
      return new Frame.Bind(Frame.Bind.VERSION, 0, self, tunnel.peer(), 1 << 18, 0, "7");
    }

    /// Streams that the far end has opened, by the port of their source.
    Map<Integer, Integer> opened() {
      return opened;
    }

    InstanceId peer() {
      return tunnel.peer();
    }

    void send(Frame... frames) {
      context
          .channel()
          .eventLoop()
          .execute(() -> {
            for (Frame frame : frames) {
              context.write(frame);
            }
            context.flush();
          });
    }

    void sendRaw(byte[] bytes) {
      context.channel().writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    /// The next frame of this kind; others are skipped.
    <F extends Frame> F await(Class<F> kind) throws InterruptedException {
      while (true) {
        Frame next = received.poll(10, TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("no " + kind.getSimpleName());
        }
        if (kind.isInstance(next)) {
          return kind.cast(next);
        }
      }
    }

    void awaitClosed() throws InterruptedException {
      if (!context.channel().closeFuture().await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the far end has not closed the tunnel");
      }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      context = ctx;
      ready.accept(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Frame.Bind) {
        tunnel.bound();
      }
      if (message instanceof Frame.Open open) {
        opened.put(open.source().port(), open.stream());
      }
      if (message instanceof Frame.Data data) {
        received.add(
            new Frame.Data(data.stream(), data.offset(), Unpooled.copiedBuffer(data.bytes())));
        data.release();
      } else {
        received.add((Frame) message);
      }
    }
  }

  /// Keeps one tunnel.
  private static final class One implements PoolPolicy {
    @Override
    public int missing(PoolCounts counts) {
      return 1 - counts.waiting() - counts.paired();
    }

    @Override
    public void paired() {}

    @Override
    public void demand(int tunnels) {}
  }

  private static final class Indifferent implements RelayLink.Observer {
    @Override
    public void link(boolean up) {}

    @Override
    public void presence(Frame.Presence presence) {}

    @Override
    public void goAway(Frame.GoAway goAway) {}

    @Override
    public void denied() {}

    @Override
    public void retired() {}
  }

  RogueEdge(Role role, Keys keys, int relayPort) throws Exception {
    var leaf = new RenewingLeaf(IdentityKeyPair.load(keys.authPrivate()), Clock.systemUTC());
    var outer = OuterTls.forEdge(TrustedRelay.load(keys.serverCert(), "127.0.0.1"), leaf);
    var inner =
        role == Role.ENTRY
            ? InnerTls.forEntry(leaf, any -> true)
            : InnerTls.forReverse(leaf, any -> true);
    var address = new HostPort("127.0.0.1", relayPort);
    var relay = new RelayTarget(address, address);
    var profile =
        new EdgeProfile(
            role,
            relay,
            "7",
            "rogue",
            instance,
            () -> outer,
            () -> inner,
            () -> leaf.get().identity());
    link =
        new RelayLink(
            profile,
            new RelayLink.Loops(group.next(), group),
            Transport.best(),
            new Dialer(Transport.best(), resolver),
            new RelayLink.Use(new One(), this::secured),
            new Indifferent());
    link.start();
  }

  private Line secured(SecuredTunnel tunnel) {
    return new Line(tunnel, instance, lines::add);
  }

  /// The next secured tunnel, on which nothing was said.
  Line awaitLine() throws InterruptedException {
    Line line = lines.poll(10, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no secured tunnel");
    }
    return line;
  }

  @Override
  public void close() throws InterruptedException {
    link.close().sync();
    resolver.close();
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
  }
}
