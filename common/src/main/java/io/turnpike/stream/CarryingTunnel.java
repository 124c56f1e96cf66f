package io.turnpike.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last handler of a tunnel in state *carrying*: hands each frame to its stream, and writes
/// what the streams send. Belongs to the tunnel's event loop; the methods that say so may be called
/// from any thread.
///
/// Writes of one pass of the event loop are flushed once, behind it. When the channel ends, however
/// it does, every stream is RESET: a tunnel's end is never a stream's clean end.
public final class CarryingTunnel extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final Logger log = LoggerFactory.getLogger(CarryingTunnel.class);

  private final TunnelBinding binding;
  private final Sessions sessions;
  private final Session session;
  private final long peerWindowBytes;
  private final StreamAcceptor acceptor;
  private final IntObjectMap<Stream> streams = new IntObjectHashMap<>();
  private final List<Stream> dirty = new ArrayList<>();
  private final AtomicInteger load = new AtomicInteger();
  private final TunnelPulse pulse = new TunnelPulse(this::write);
  private @Nullable ChannelHandlerContext context;
  private boolean flushPending;
  private final UnreadAnswers unreadAnswers = new UnreadAnswers();
  private final Senders senders = new Senders();
  private final StayingStreams staying = new StayingStreams();
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
    this.peerWindowBytes = peerWindowBytes;
    this.acceptor = acceptor;
  }

  /// Any thread.
  public TunnelBinding binding() {
    return binding;
  }

  /// Streams on this tunnel, and those about to be opened. Any thread.
  public int load() {
    return load.get();
  }

  /// Reserves the place of one stream, so that the next choice sees it. Any thread.
  void claim() {
    load.incrementAndGet();
  }

  /// Whether new streams may be put here. Any thread.
  boolean isEligible() {
    return !draining && !pulse.isLate();
  }

  /// Whether a stream was here at two looks in a row: one that stays, and not one of many that come
  /// and go. Any thread.
  public boolean isSettled() {
    return staying.any();
  }

  /// Whether the tunnel is closed once its last stream has ended. Any thread.
  public boolean isDraining() {
    return draining;
  }

  public EventLoop eventLoop() {
    return channel().eventLoop();
  }

  public Channel channel() {
    return ctx().channel();
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(context, "not in a pipeline yet");
  }

  // The tunnel's loop: what this edge does.

  /// Opens a stream on a place that was claimed; OPEN leaves with whatever is sent behind it.
  ///
  /// @return whether the tunnel was still there; if not, nothing has happened
  public boolean open(
      long connection, Endpoint destination, Endpoint source, Stream.EndpointFactory endpoint) {
    assert eventLoop().inEventLoop();
    if (closed) {
      load.decrementAndGet();
      return false;
    }
    var open = new Frame.Open(session.nextStream(), connection, destination, source);
    write(open);
    begin(open, new Stream.Start(true, endpoint));
    return true;
  }

  private void begin(Frame.Open open, Stream.Start start) {
    var stream = new Stream(open, start, this, peerWindowBytes, session.budget());
    streams.put(open.stream(), stream);
    stream.endpoint().start();
  }

  /// Looks for streams that stay; see [#isSettled].
  public void look() {
    assert eventLoop().inEventLoop();
    staying.look(streams.keySet());
  }

  /// Takes no new streams, tells the peer, and closes when the last stream has ended.
  public void drain() {
    assert eventLoop().inEventLoop();
    if (!draining && !closed) {
      draining = true;
      write(new Frame.GoAway(0, 0));
      closeIfDrained();
    }
  }

  /// Resets every stream at both ends, and closes: the process ends.
  public void cut() {
    end();
    ctx().close();
  }

  private void closeIfDrained() {
    if (draining && streams.isEmpty() && load.get() == 0) {
      ctx().executor().execute(() -> ctx().close());
    }
  }

  // The tunnel's loop: what the streams do.

  @Override
  public void write(Frame frame) {
    ctx().write(frame, ctx().voidPromise());
    if (!flushPending) {
      flushPending = true;
      ctx().executor().execute(this::flush);
    }
  }

  private void flush() {
    flushPending = false;
    senders.nextPass();
    ctx().flush();
  }

  @Override
  public Senders senders() {
    return senders;
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
    if (dirty.isEmpty() || dirty.getLast() != stream) {
      dirty.add(stream);
    }
  }

  @Override
  public void ended(Stream stream) {
    if (streams.remove(stream.number()) != null) {
      load.decrementAndGet();
      closeIfDrained();
    }
  }

  // The tunnel's loop: what the channel does.

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    pulse.start(ctx);
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
      end();
      throw e;
    }
  }

  private void onFrame(Frame.Session message) {
    switch (message) {
      case Frame.OfStream frame -> onStreamFrame(frame);
      case Frame.Ping ping -> answer(new Frame.Pong(ping.token()));
      case Frame.Pong pong -> pulse.pong(pong);
      case Frame.GoAway goAway -> {
        draining = true;
        closeIfDrained();
      }
      case Frame.Bind bind -> throw new ProtocolViolation("BIND again");
    }
  }

  private void onStreamFrame(Frame.OfStream frame) {
    Stream stream = streams.get(frame.stream());
    if (stream != null) {
      stream.on(frame);
      return;
    }
    switch (frame) {
      case Frame.Open open -> accept(open);
      case Frame.Resume resume ->
          answer(new Frame.Reset(resume.stream(), ResetCode.UNKNOWN_STREAM));
      // Crossed the stream's end on the way.
      case Frame.Data data -> data.release();
      case Frame.Opened _, Frame.Fin _, Frame.Reset _, Frame.Credit _ -> {}
    }
  }

  private void answer(Frame frame) {
    unreadAnswers.add(isWritable());
    write(frame);
  }

  private void accept(Frame.Open open) {
    claim();
    begin(open, new Stream.Start(false, stream -> acceptor.accept(eventLoop(), stream, open)));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    pulse.heard();
    for (Stream stream : dirty) {
      stream.endpoint().batchEnd();
    }
    dirty.clear();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isWritable()) {
      unreadAnswers.clear();
      List.copyOf(streams.values()).forEach(Stream::tunnelWritable);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!closed && !streams.isEmpty()) {
      log.info("tunnel lost tunnel={} streams={}", binding.name(), streams.size());
    }
    end();
    ctx.fireChannelInactive();
  }

  private void end() {
    if (!closed) {
      closed = true;
      pulse.stop();
      draining = true;
      sessions.leave(session);
      List.copyOf(streams.values()).forEach(stream -> stream.end(ResetCode.TUNNEL_LOST));
    }
  }
}
