package io.turnpike.edge;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.turnpike.cli.EdgeConfig;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.identity.Identity;
import io.turnpike.identity.KeyFileException;
import io.turnpike.net.Dialer;
import io.turnpike.net.NameResolver;
import io.turnpike.net.Transport;
import io.turnpike.stream.BindHandler;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.Sessions;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.stream.StreamSettings;
import io.turnpike.stream.TunnelBinding;
import io.turnpike.stream.TunnelChooser;
import io.turnpike.tunnel.EdgeProfile;
import io.turnpike.tunnel.LinkTrial;
import io.turnpike.tunnel.RelayTarget;
import io.turnpike.tunnel.SecuredTunnel;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// An edge that tries each thing once, for a doctor: the same keys, the same handlers, one loop, no
/// listener and no pool. Any thread.
public final class EdgeTrial implements AutoCloseable {
  private static final long CLOSE_MILLIS = 5_000;

  private final Role role;
  private final EdgeConfig config;
  private final EdgeKeys keys;
  private final Transport transport = Transport.best();
  private final NameResolver resolver = new NameResolver();
  private final Dialer dialer = new Dialer(transport, resolver);
  private final InstanceId instance = InstanceId.random();
  private final Sessions sessions = new Sessions(StreamSettings.DEFAULT.withResumeMillis(0));
  private final EventLoopGroup loops;
  private final EventLoop loop;

  /// Reads the keys; opens no connection yet.
  ///
  /// @param clock of this host
  /// @throws KeyFileException when a file cannot be used
  public EdgeTrial(Role role, EdgeConfig config, Clock clock) throws KeyFileException {
    this.role = role;
    this.config = config;
    this.keys = new EdgeKeys(role, config, clock);
    this.loops = transport.newGroup(role.word(), 1);
    this.loop = loops.next();
  }

  public Identity identity() {
    return keys.identity();
  }

  /// All addresses of a relay's name.
  public CompletableFuture<List<InetAddress>> resolve(String name) {
    return resolver.resolve(name);
  }

  /// One attempt at a relay.
  ///
  /// @param path told of the round trips to the far end
  /// @param tunnels where a tunnel is put that carries
  public LinkTrial link(RelayTarget relay, RelayPath path, TunnelChooser tunnels) {
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
    return new LinkTrial(profile, loop, transport, dialer, secured -> bind(secured, path, tunnels));
  }

  private BindHandler bind(SecuredTunnel secured, RelayPath path, TunnelChooser tunnels) {
    var binding =
        new TunnelBinding(
            secured.id(),
            instance,
            secured.peer(),
            secured.peerIdentity().fingerprint(),
            config.group(),
            path);
    return new BindHandler(
        binding,
        sessions,
        StreamAcceptor.NONE,
        tunnel -> {
          tunnels.add(tunnel);
          secured.bound();
        });
  }

  @Override
  public void close() {
    resolver.close();
    loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
