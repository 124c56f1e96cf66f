package io.turnpike.front;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.turnpike.forward.Answer;
import io.turnpike.forward.Handover;
import io.turnpike.forward.OpenFailure;
import io.turnpike.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Conducts one source's [Dialogue], behind its codec: takes the channel off its loop when the
/// request is there, and gives the answer later, on the tunnel's loop or on the one it came from.
/// What the source sends in between waits in a [Handover]. Belongs to the loop that the channel is
/// on.
final class FrontHandler extends ChannelInboundHandlerAdapter implements Answer {
  /// How long a source may go on sending behind a refusal before it is reset. Without that time it
  /// could lose the refusal to the RST.
  private static final int LINGER_SECONDS = 2;

  private final Dialogue dialogue;
  private final List<ChannelHandler> decoders;
  private final ChannelHandler encoder;
  private final Duration patience;
  private final Listening front;
  private State state = State.ASKING;
  private boolean inputEnded;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timer;

  /// Arrows go down, or from anywhere to ENDED.
  private enum State {
    /// The request is not complete.
    ASKING,
    /// It is, and has no answer.
    ASKED,
    /// The last word was said, or there is nobody to say it to: what comes is dropped.
    ENDED
  }

  /// What a front does for its sources; on the listener's loop.
  interface Listening {
    /// A request is complete; the channel is on no loop.
    void asked(Channel source, HostPort destination, Answer answer);

    /// There will be no request.
    ///
    /// @param reason one line
    void refused(Channel source, String reason);
  }

  /// @param patience for the whole request
  FrontHandler(Dialogue dialogue, Duration patience, Listening front) {
    this.dialogue = dialogue;
    this.decoders = dialogue.decoders();
    this.encoder = dialogue.encoder();
    this.patience = patience;
    this.front = front;
  }

  /// `decoders ─▶ this`, `encoder ◀─ this`.
  void addTo(ChannelPipeline pipeline) {
    decoders.forEach(pipeline::addLast);
    pipeline.addLast(encoder, this);
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(context, "in a pipeline");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    timer =
        ctx.executor()
            .schedule(
                () -> refuse(null, "no request within " + patience.toMillis() + " ms"),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (state) {
      case ASKING -> follow(ctx, dialogue.on(message));
      case ASKED -> ctx.fireChannelRead(message);
      case ENDED -> ReferenceCountUtil.release(message);
    }
  }

  private void follow(ChannelHandlerContext ctx, Step step) {
    switch (step) {
      case Step.More _ -> {}
      case Step.Say say -> ctx.writeAndFlush(say.message(), ctx.voidPromise());
      case Step.Open open -> ask(ctx, open.destination());
      case Step.Refuse refusal -> refuse(refusal.message(), refusal.reason());
    }
  }

  private void ask(ChannelHandlerContext ctx, HostPort destination) {
    Channel channel = ctx.channel();
    state = State.ASKED;
    stopTimer();
    channel.config().setAutoRead(false);
    ctx.pipeline().addLast(new Handover());
    removeDecoders();
    channel.deregister().addListener(gone -> front.asked(channel, destination, this));
  }

  private void removeDecoders() {
    for (ChannelHandler each : decoders.reversed()) { // what the last one holds came first
      if (ctx().pipeline().context(each) != null) {
        ctx().pipeline().remove(each);
      }
    }
  }

  @Override
  public void opened(Channel source) {
    ctx().writeAndFlush(dialogue.opened(), ctx().voidPromise());
    source.pipeline().remove(encoder);
    source.pipeline().remove(this);
  }

  @Override
  public void failed(Channel source, OpenFailure why) {
    if (source.isActive()) {
      end(dialogue.failed(why));
    } else {
      source.close();
    }
  }

  private void refuse(@Nullable Object message, String reason) {
    if (state == State.ASKING) {
      front.refused(ctx().channel(), reason);
      end(message);
    }
  }

  private void end(@Nullable Object lastWord) {
    state = State.ENDED;
    stopTimer();
    removeDecoders();
    if (lastWord == null) {
      ctx().close();
    } else {
      ctx().writeAndFlush(lastWord).addListener(said -> linger(said.isSuccess()));
    }
  }

  /// FIN behind the last word; then until the source's FIN, or so long.
  private void linger(boolean hasSaid) {
    var channel = (SocketChannel) ctx().channel();
    if (!hasSaid || inputEnded) {
      channel.config().setOption(ChannelOption.SO_LINGER, hasSaid ? -1 : 0);
      channel.close();
      return;
    }
    channel.config().setOption(ChannelOption.SO_LINGER, -1);
    channel.shutdownOutput();
    channel.config().setAutoRead(true);
    channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean isEnd = event instanceof ChannelInputShutdownEvent;
    inputEnded |= isEnd;
    switch (state) {
      case ASKING -> {
        if (isEnd) {
          refuse(null, "it ended before its request");
        }
      }
      case ASKED -> ctx.fireUserEventTriggered(event);
      case ENDED -> {
        if (isEnd) {
          ctx.close();
        }
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (state) {
      case ASKING -> refuse(null, "it failed before its request");
      case ASKED -> ctx.fireExceptionCaught(cause);
      case ENDED -> ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    refuse(null, "it was gone before its request");
    stopTimer();
    ctx.fireChannelInactive();
  }
}
