package io.turnpike.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last handler of a tunnel in state *carrying*: hands frames to its [TunnelStreams], and
/// writes what they send. Belongs to the tunnel's event loop, but for the methods that say so.
///
/// When the channel ends, every stream goes on on another tunnel or is RESET: a tunnel's end is
/// never a stream's clean end.
public final class CarryingTunnel extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final Logger log = LoggerFactory.getLogger(CarryingTunnel.class);

  private final TunnelBinding binding;
  private final Sessions sessions;
  private final Session session;
  private final TunnelStreams streams;
  private final TunnelPulse pulse;
  private final TunnelWrites writes;
  private @Nullable ChannelHandlerContext context;
  private final UnreadAnswers unreadAnswers = new UnreadAnswers();
  private boolean closed;
  private volatile boolean draining;

  CarryingTunnel(
      TunnelBinding binding,
      Sessions sessions,
      Session session,
      long peerWindowBytes,
      StreamAcceptor acceptor) {
    this.binding = binding;
    this.sessions = sessions;
    this.session = session;
    this.streams = new TunnelStreams(this, session, peerWindowBytes, acceptor);
    this.pulse = new TunnelPulse(this, session);
    this.writes = new TunnelWrites(pulse);
  }

  /// Any thread.
  public TunnelBinding binding() {
    return binding;
  }

  /// Streams on this tunnel, and those about to be opened. Any thread.
  public int load() {
    return streams.load();
  }

  /// Reserves the place of one stream, so that the next choice sees it. Any thread.
  void claim() {
    streams.claim();
  }

  /// Whether new streams may be put here. Any thread.
  boolean isEligible() {
    return !draining && !pulse.isLate() && !pulse.isSilent();
  }

  /// Whether nothing comes from the far end that was asked for a sign of life. Any thread.
  public boolean isSilent() {
    return pulse.isSilent();
  }

  /// Whether a stream stays here: it was there at two looks in a row. Any thread.
  public boolean isSettled() {
    return streams.anyStays();
  }

  /// Whether the tunnel is closed once its last stream has ended. Any thread.
  public boolean isDraining() {
    return draining;
  }

  @Override
  public EventLoop loop() {
    return channel().eventLoop();
  }

  public Channel channel() {
    return ctx().channel();
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(context, "not in a pipeline yet");
  }

  /// Gives a place back that was reserved and is not used. On the tunnel's loop.
  public void unclaim() {
    streams.unclaim();
    closeIfDrained();
  }

  /// Opens a stream on a place that was claimed; OPEN leaves with whatever is sent behind it.
  ///
  /// @return whether the tunnel was still there; if not, nothing has happened
  public boolean open(
      long connection, Endpoint destination, Endpoint source, StreamEndpoint.Factory endpoint) {
    if (closed) {
      streams.unclaim();
      return false;
    }
    var open = new Frame.Open(session.nextStream(), connection, destination, source);
    write(open);
    streams.begin(open, new Stream.Start(true, endpoint));
    return true;
  }

  TunnelStreams streams() {
    return streams;
  }

  /// Looks for streams that stay; see [#isSettled].
  public void look() {
    streams.look();
  }

  /// Takes no new streams, tells the peer, and closes when the last stream has ended.
  public void drain() {
    if (!draining && !closed) {
      write(new Frame.GoAway(0, 0));
      leave();
    }
  }

  private void leave() {
    draining = true;
    streams.goElsewhere();
    closeIfDrained();
  }

  /// Resets every stream at both ends, and closes, see [Farewell]: done when that is. Any thread.
  public Future<Void> cut() {
    loop()
        .execute(() -> {
          if (!closed) {
            streams.cut();
            end(streams::lost);
            Farewell.begin(ctx());
          }
        });
    return channel().closeFuture();
  }

  /// What was done on a stream's loop has failed: closes, as [#channelRead] does.
  void fail(RuntimeException cause) {
    end(streams::fail);
    ctx().fireExceptionCaught(cause);
  }

  private void closeIfDrained() {
    if (draining && streams.isEmpty()) {
      ctx().executor().execute(() -> ctx().close());
    }
  }

  // What the streams do.

  @Override
  public void write(Frame frame) {
    if (closed) {
      ReferenceCountUtil.release(frame);
      return;
    }
    writes.write(ctx(), frame);
  }

  /// There is reason to doubt that the far end can be reached: asks it now. Any thread.
  public void ask() {
    loop().execute(pulse::ask);
  }

  @Override
  public Senders senders() {
    return writes.senders();
  }

  @Override
  public boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  public long roundTripNanos() {
    return pulse.roundTripNanos();
  }

  @Override
  public void dirty(Stream stream) {
    streams.dirty(stream);
  }

  @Override
  public void acknowledgeSoon(Stream stream) {
    streams.acknowledgeSoon(stream);
  }

  @Override
  public void over(Stream stream) {
    streams.unclaim();
  }

  @Override
  public void ended(Stream stream) {
    streams.remove(stream);
    closeIfDrained();
  }

  @Override
  public boolean isLeaving() {
    return draining || pulse.isSilent(); // what is closed drains
  }

  // The tunnel's loop: what the channel does.

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    pulse.start(ctx);
    session.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (closed) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      onFrame((Frame.Session) message);
    } catch (RuntimeException e) {
      // The channel may take its time to close; the users get their RST now.
      end(streams::fail);
      throw e;
    }
  }

  private void onFrame(Frame.Session message) {
    switch (message) {
      case Frame.OfStream frame -> {
        pulse.passes(frame);
        streams.on(frame);
      }
      case Frame.Ping ping -> answer(new Frame.Pong(ping.token()));
      case Frame.Pong pong -> pulse.pong(pong).ifPresent(binding.path()::measured);
      case Frame.GoAway goAway -> leave();
      case Frame.Bind bind -> throw new ProtocolViolation("BIND again");
    }
  }

  /// Answers a frame that the far end can send without end.
  void answer(Frame frame) {
    unreadAnswers.add(isWritable());
    write(frame);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    pulse.heard();
    streams.batchEnd();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isWritable()) {
      unreadAnswers.clear();
      streams.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!closed && streams.count() > 0) {
      log.info("tunnel lost tunnel={} streams={}", binding.name(), streams.count());
    }
    end(streams::lost);
    ctx.fireChannelInactive();
  }

  private void end(Runnable endStreams) {
    if (!closed) {
      closed = true;
      pulse.stop();
      draining = true;
      session.remove(this);
      endStreams.run();
      sessions.leave(session);
    }
  }
}
