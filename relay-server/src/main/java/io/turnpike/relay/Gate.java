package io.turnpike.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.RefusalCode;
import io.turnpike.identity.Identity;
import io.turnpike.net.Liveness;
import io.turnpike.net.LogBudget;
import io.turnpike.tls.PeerIdentity;
import io.turnpike.tunnel.HandlerNames;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a new connection has to pass: L1 and HELLO in time, by an identity that may be what it
/// says. Then its place is taken by the handler for its kind. Belongs to the channel's loop.
///
/// Who is not authorised is judged once more when the key files have been looked at: its line may
/// have been written a moment ago.
final class Gate extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  static final String NOT_AUTHORISED = "not authorised";
  private static final long BUSY_RETRY_MILLIS = 5_000;

  private final Members members;
  private final Duration timeLimit;
  private final LogBudget logBudget;
  private final Function<Member, ChannelInboundHandlerAdapter> admitted;
  private final Function<ChannelHandlerContext, Identity> proven;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean asked;

  /// @param timeLimit for all of it
  /// @param admitted makes the handler behind WELCOME
  Gate(
      Members members,
      Duration timeLimit,
      LogBudget logBudget,
      Function<Member, ChannelInboundHandlerAdapter> admitted) {
    this(members, timeLimit, logBudget, admitted, Gate::provenByTls);
  }

  /// @param proven who the edge is
  Gate(
      Members members,
      Duration timeLimit,
      LogBudget logBudget,
      Function<Member, ChannelInboundHandlerAdapter> admitted,
      Function<ChannelHandlerContext, Identity> proven) {
    this.members = members;
    this.timeLimit = timeLimit;
    this.logBudget = logBudget;
    this.admitted = admitted;
    this.proven = proven;
  }

  private static Identity provenByTls(ChannelHandlerContext ctx) {
    return PeerIdentity.of((SslHandler) ctx.pipeline().get(HandlerNames.OUTER_TLS));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout = ctx.executor().schedule(() -> late(ctx), timeLimit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void late(ChannelHandlerContext ctx) {
    ctx.fireExceptionCaught(new LateException("no HELLO within " + timeLimit.toSeconds() + " s"));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (asked) {
      return; // it is being judged, or was refused
    }
    if (!(message instanceof Frame.Hello hello)) {
      throw new ProtocolViolation(message.getClass().getSimpleName() + " (expected: Hello)");
    }
    asked = true;
    var member = new Member(ctx.channel(), proven.apply(ctx), hello);
    var refusal = members.admit(member);
    if (refusal.isPresent() && refusal.get().code() == RefusalCode.DENIED) {
      members.caughtUp().thenRunAsync(() -> judgeAgain(ctx, member), ctx.executor());
    } else {
      judged(ctx, member, refusal);
    }
  }

  private void judgeAgain(ChannelHandlerContext ctx, Member member) {
    if (ctx.channel().isActive() && !ctx.isRemoved()) {
      judged(ctx, member, members.admit(member));
    }
  }

  private void judged(
      ChannelHandlerContext ctx, Member member, Optional<Authority.Refusal> refusal) {
    if (refusal.isPresent()) {
      refuse(ctx, member, refusal.get());
    } else {
      welcome(ctx, member);
    }
  }

  private void welcome(ChannelHandlerContext ctx, Member member) {
    member.remember();
    ChannelHandlerContext stranger = ctx.pipeline().context(HandlerNames.STRANGER);
    if (stranger != null && stranger.handler() instanceof StrangerHandler handler) {
      handler.welcome(stranger);
    }
    ctx.writeAndFlush(
        new Frame.Welcome(
            Frame.VersionRange.SUPPORTED.max(), 0, Liveness.INTERVAL.toMillis() * 6 / 5));
    ctx.pipeline().replace(this, member.handlerName(), admitted.apply(member));
  }

  private static long retryMillis(RefusalCode code) {
    return code == RefusalCode.BUSY ? BUSY_RETRY_MILLIS : 0;
  }

  private void refuse(ChannelHandlerContext ctx, Member member, Authority.Refusal refusal) {
    members.refused().add(refusal.code());
    if (logBudget.permits(log)) {
      log.info("edge refused reason=\"{}\" {}", refusal.reason(), member.describe());
      log.info("remedy: {}", refusal.remedy());
    }
    String text =
        switch (refusal.code()) {
          case VERSION -> "expected version 1";
          case BUSY -> refusal.reason();
          default -> NOT_AUTHORISED;
        };
    ctx.writeAndFlush(new Frame.Refused(refusal.code(), retryMillis(refusal.code()), text));
    ctx.close();
  }
}
