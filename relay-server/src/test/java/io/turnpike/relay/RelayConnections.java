package io.turnpike.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.net.LogBudget;
import io.turnpike.tunnel.EndReason;
import io.turnpike.tunnel.FailureHandler;
import io.turnpike.tunnel.HandlerNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A relay without sockets and without L1: connections whose edge is known already.
final class RelayConnections implements AutoCloseable {
  final Identity edge = IdentityKeyPair.generate().identity();
  final Identity second = IdentityKeyPair.generate().identity();
  final Identity stranger = IdentityKeyPair.generate().identity();
  final Identity other = IdentityKeyPair.generate().identity();
  final Controls controls = new Controls();
  final Pairings pairings = new Pairings(controls);

  /// When the relay knows what its key files say.
  CompletableFuture<Void> caughtUp = CompletableFuture.completedFuture(null);

  final Authority authority =
      new Authority(AuthorizedKeys.none().withUnrestricted(edge).withUnrestricted(second));
  private final Members members = new Members(authority, 1000, 1000, () -> caughtUp);
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final List<Throwable> closed = new ArrayList<>();

  /// One connection.
  record Connection(EmbeddedChannel channel) {
    void send(Frame... frames) {
      channel.writeInbound(encode(frames));
    }

    /// What the relay has written since the last call, in hexadecimal.
    String written() {
      var hex = new StringBuilder();
      for (ByteBuf next; (next = channel.readOutbound()) != null; ) {
        hex.append(ByteBufUtil.hexDump(next));
        next.release();
      }
      return hex.toString();
    }

    void advance(long millis) {
      channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  Connection connect() {
    return connect(edge);
  }

  Connection connect(Identity identity) {
    var channel = new EmbeddedChannel();
    channels.add(channel);
    channel
        .pipeline()
        .addLast(HandlerNames.OUTER_TLS, new ChannelDuplexHandler())
        .addLast(HandlerNames.FRAME_DECODER, new FrameDecoder(Layer.CONTROL))
        .addLast(HandlerNames.FRAME_ENCODER, FrameEncoder.INSTANCE)
        .addLast(
            HandlerNames.HELLO,
            new Gate(
                members, Duration.ofSeconds(10), new LogBudget(), this::admitted, ctx -> identity))
        .addLast(HandlerNames.FAILURE, new FailureHandler(closed::add, RelayServer::lastWords));
    return new Connection(channel);
  }

  private ChannelInboundHandlerAdapter admitted(Member member) {
    return member.isControl()
        ? new ControlConnection(member, controls, pairings)
        : new TunnelEnd(member, pairings);
  }

  Frame.Hello hello(Role role) {
    return hello(role, ConnectionKind.TUNNEL);
  }

  Frame.Hello hello(Role role, ConnectionKind kind) {
    var instance = new InstanceId(role.wireCode(), 9);
    return new Frame.Hello(
        Frame.VersionRange.SUPPORTED, role, kind, 0, instance, InstanceId.NONE, "7", "");
  }

  /// HELLO from both, and PAIRED to both.
  void pair(Connection entry, Connection reverse) {
    entry.send(hello(Role.ENTRY));
    reverse.send(hello(Role.REVERSE));
    run();
  }

  ByteBuf bytes(Frame... frames) {
    return encode(frames);
  }

  static ByteBuf encode(Frame... frames) {
    var encoder = new EmbeddedChannel(FrameEncoder.INSTANCE);
    ByteBuf all = Unpooled.buffer();
    for (Frame frame : frames) {
      encoder.writeOutbound(frame);
      ByteBuf encoded = encoder.readOutbound();
      all.writeBytes(encoded);
      encoded.release();
    }
    return all;
  }

  /// Runs what the connections have put on each other's loops.
  void run() {
    for (int pass = 0; pass < 4; pass++) {
      channels.forEach(EmbeddedChannel::runPendingTasks);
    }
  }

  /// Why connections have ended that did not end in an ordinary way, since the last call.
  List<String> closed() {
    List<String> reasons =
        closed.stream().filter(c -> !EndReason.isOrdinary(c)).map(EndReason::of).toList();
    closed.clear();
    return reasons;
  }

  @Override
  public void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }
}
