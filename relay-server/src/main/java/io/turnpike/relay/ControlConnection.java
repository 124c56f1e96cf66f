package io.turnpike.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.Role;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The relay's end of an edge's control connection (`protocol.md` §4.4). Belongs to the channel's
/// loop, but for [#send].
final class ControlConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ControlConnection.class);

  private final Member member;
  private final Controls controls;
  private final Pairings pairings;
  private final Pinger pinger = new Pinger();
  private final Instant since = Instant.now();

  ControlConnection(Member member, Controls controls, Pairings pairings) {
    this.member = member;
    this.controls = controls;
    this.pairings = pairings;
  }

  Member member() {
    return member;
  }

  Instant since() {
    return since;
  }

  Role role() {
    return member.hello().role();
  }

  String group() {
    return member.hello().group();
  }

  InstanceId instance() {
    return member.hello().instance();
  }

  String name() {
    return member.hello().name();
  }

  /// Any thread.
  void send(Frame frame) {
    member.channel().writeAndFlush(frame);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    controls.logBudget().info(log, "edge connected {}", member.describe());
    controls
        .older(this)
        .ifPresent(older -> {
          older.member.channel().close();
          pairings.closeWaiting(member);
        });
    controls.add(this);
    pinger.start(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Frame.Pong pong -> pinger.pong(ctx, pong);
      case Frame.Ping ping -> answer(ctx, ping);
      default ->
          throw new ProtocolViolation(
              message.getClass().getSimpleName()
                  + " on a control connection (expected: Ping or Pong)");
    }
  }

  private static void answer(ChannelHandlerContext ctx, Frame.Ping ping) {
    if (!ctx.channel().isWritable()) {
      throw new ProtocolViolation("the edge asks and does not read the answers");
    }
    ctx.writeAndFlush(new Frame.Pong(ping.token()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pinger.stop();
    controls.remove(this);
    controls.logBudget().info(log, "edge disconnected {}", member.describe());
    ctx.fireChannelInactive();
  }
}
