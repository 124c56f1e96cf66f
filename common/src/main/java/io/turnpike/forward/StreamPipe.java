package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.NotReadException;
import io.turnpike.net.Transport;
import io.turnpike.stream.Stream;
import io.turnpike.stream.StreamEndpoint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Joins a user's socket with a stream, so that both ends see one wire. The last handler of the
/// socket's pipeline; belongs to the loop that socket and tunnel share.
///
/// | event | at this side | at the other side |
/// |---|---|---|
/// | socket: bytes | [Stream#send], held back while credit or tunnel say so | written to its socket |
/// | socket: FIN | [Stream#finish], behind what is held back | output shut down |
/// | socket: RST, error | [Stream#reset] | RST |
/// | stream: FIN | output shut down, behind what is queued | – |
/// | both FINs | socket closed | socket closed |
/// | stream: RESET, or its tunnel lost and none in time | RST | – |
/// | socket: too old, idle too long, a filter says so | RST; [Stream#reset] | RST |
/// | a filter closes | FIN both ways, behind what has passed; RESET to who goes on | the same |
/// | socket paused or half closed, RST unseen | found by [ResetSweep] within 0.5 s | RST |
///
/// What is queued for the socket is bounded by the stream's credit; what is held back, by one read
/// and, behind a FIN, the kernel's receive buffer.
final class StreamPipe extends ChannelInboundHandlerAdapter implements StreamEndpoint {
  /// How long a connection that a filter has closed may take to end in order.
  private static final int CUT_SECONDS = 10;

  private final Stream stream;
  private final Pace pace;
  private final PipeObserver observer;
  private @Nullable DuplexChannel socket;
  private final SocketWrites writes;
  private final HeldBytes held = new HeldBytes();
  private boolean sourceEnded;
  private boolean endedFirst;
  private boolean finWanted;
  private boolean outputShut;
  private @Nullable String cutReason;
  private boolean over;

  StreamPipe(Stream stream, Pace pace, PipeObserver observer) {
    this.stream = stream;
    this.pace = pace;
    this.observer = observer;
    this.writes = new SocketWrites(pace, stream.queued(), this::onSocketFailure);
    pace.onSendable(this::sendable);
  }

  /// Joins the socket, whose pipeline this handler is the last of; what came early follows.
  void attach(DuplexChannel channel) {
    socket = channel;
    Sockets.readFor(stream, channel);
    if (over) {
      Sockets.abort(channel);
      return;
    }
    writes.attach(channel);
    if (finWanted) {
      shutOutput(channel);
    }
  }

  @Override
  public void start() {
    observer.started();
  }

  // From the socket.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    if (over || cutReason != null) {
      bytes.release();
      return;
    }
    if (held.isEmpty() && bytes.readableBytes() <= pace.sendable()) {
      pace.send(bytes);
      return;
    }
    boolean waits = !held.isEmpty();
    held.add(bytes);
    if ((waits || !held.sendTo(pace)) && Pause.PIPE.begin(ctx.channel())) {
      ResetSweep.watch(ctx.channel(), this::isReset);
    }
  }

  @Override
  public void sendable() {
    if (socket == null || over || !held.sendTo(pace)) {
      return;
    }
    if (sourceEnded) {
      stream.finish();
      closeIfDone();
    } else if (Pause.PIPE.isWanted(socket)) {
      if (!outputShut) {
        ResetSweep.forget(socket);
      }
      Pause.PIPE.end(socket);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (over) {
      return;
    }
    if (event instanceof ChannelInputShutdownEvent || event == FilterHandler.Paused.EVENT) {
      ResetSweep.watch(ctx.channel(), this::isReset);
    }
    switch (event) {
      case ChannelInputShutdownEvent _ -> sourceEnds();
      case Cut ending -> cut(ending);
      default -> {}
    }
  }

  /// In order: both FINs, whatever the users think of it; who goes on, or takes long, gets a RESET.
  private void cut(Cut ending) {
    if (cutReason == null) {
      cutReason = ending.reason();
      if (ending.reset()) {
        endCut();
      } else if (socket != null) {
        sourceEnds();
        fin();
        socket.eventLoop().schedule(this::endCut, CUT_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private void endCut() {
    if (over) {
      stream.reset(ResetCode.LIMIT);
    } else {
      abandon(ResetCode.LIMIT);
      ended();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof NotReadException && !Transport.isReset(ctx.channel())) {
      Pause.forMemory(ctx.channel());
    } else {
      onSocketFailure(Sockets.reasonOf(cause));
    }
  }

  /// With our FIN sent, the socket's FIN closes it at once (see [#shutOutput]); an error has come
  /// to [#exceptionCaught] before.
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (outputShut && !over) {
      sourceEnds();
    } else {
      onSocketFailure("closed");
    }
  }

  private void sourceEnds() {
    if (!sourceEnded && !over) {
      sourceEnded = true;
      endedFirst = !finWanted;
      if (held.isEmpty()) {
        stream.finish();
      }
      closeIfDone();
    }
  }

  private void isReset() {
    onSocketFailure("reset");
  }

  /// The socket is gone.
  void onSocketFailure(String reason) {
    if (!over) {
      abandon(ResetCode.ABORTED);
      observer.ended(new StreamEnd.SocketFailed(reason));
    }
  }

  /// Gives the stream up for `code`: the far end gets RESET, the socket, if there is one, an RST.
  void abandon(ResetCode code) {
    if (!over) {
      finishOff(code);
      stream.reset(code);
    }
  }

  // From the stream.

  @Override
  public void opened(Endpoint dialled) {
    observer.opened(dialled);
  }

  @Override
  public void data(ByteBuf bytes) {
    if (over || cutReason != null) {
      bytes.release();
      if (cutReason != null) { // the far user goes on
        stream.reset(ResetCode.LIMIT);
        held.release();
        closeIfDone();
      }
    } else if (!writes.write(bytes)) {
      cut(Cut.OVERRUN);
    }
  }

  @Override
  public void batchEnd() {
    writes.flush();
  }

  @Override
  public void fin() {
    finWanted = true;
    if (socket != null && !over) {
      shutOutput(socket);
    }
  }

  /// Behind what is queued. Once this is done, half-closure has served its purpose: the socket's
  /// own FIN may then close it without the system calls of another shutdown.
  private void shutOutput(DuplexChannel channel) {
    writes.whenFlushed(written -> outputIsFlushed(channel, written));
  }

  private void outputIsFlushed(DuplexChannel channel, Future<? super Void> flushed) {
    if (!flushed.isSuccess()) {
      onSocketFailure(Sockets.reasonOf(flushed.cause()));
    }
    if (over) {
      return;
    }
    outputShut = true;
    if (sourceEnded && held.isEmpty()) {
      Sockets.endInOrder(channel);
      closeIfDone();
    } else {
      Sockets.shutOutput(channel);
      ResetSweep.watch(channel, this::isReset);
    }
  }

  private void closeIfDone() {
    if (outputShut && sourceEnded && held.isEmpty() && !over && socket != null) {
      over = true;
      ResetSweep.forget(socket);
      socket.close();
      ended();
    }
  }

  private void ended() {
    observer.ended(
        cutReason == null ? new StreamEnd.InOrder(endedFirst) : new StreamEnd.Cut(cutReason));
  }

  @Override
  public void relieve(long stillBytes) {
    if (!over && (writes.isTooMuch() || stillBytes > stream.queued().shareBytes())) {
      cut(Cut.OVERRUN);
    }
  }

  @Override
  public void reset(ResetCode code) {
    if (!over) {
      finishOff(code);
      observer.ended(new StreamEnd.FarReset(code));
    }
  }

  /// Nothing moves from here on; what is queued is dropped and the socket ends in an RST.
  private void finishOff(ResetCode code) {
    over = true;
    held.release();
    writes.release();
    if (socket != null) {
      ResetSweep.forget(socket);
      observer.abort(socket, code);
    }
  }
}
