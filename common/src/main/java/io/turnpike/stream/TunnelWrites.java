package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.turnpike.frame.Frame;

/// Writes a tunnel's frames: those of one pass of the event loop are flushed once, behind it.
/// Belongs to the tunnel's loop.
final class TunnelWrites {
  private final TunnelPulse pulse;
  private final Senders senders = new Senders();
  private boolean flushPending;

  TunnelWrites(TunnelPulse pulse) {
    this.pulse = pulse;
  }

  void write(ChannelHandlerContext ctx, Frame frame) {
    ctx.write(frame, ctx.voidPromise());
    pulse.passes(frame);
    if (!flushPending) {
      flushPending = true;
      ctx.executor().execute(() -> flush(ctx));
    }
  }

  void flush(ChannelHandlerContext ctx) {
    flushPending = false;
    senders.nextPass();
    ctx.flush();
    pulse.flushed();
  }

  Senders senders() {
    return senders;
  }
}
