package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.turnpike.frame.Frame;
import org.jspecify.annotations.Nullable;

/// Writes a tunnel's frames: those of one pass of the event loop are flushed once, behind it.
/// Belongs to the tunnel's loop.
final class TunnelWrites {
  private final TunnelPulse pulse;
  private final Senders senders = new Senders();
  private final Runnable flushDue = this::flushDue; // one for all passes
  private @Nullable ChannelHandlerContext due;

  TunnelWrites(TunnelPulse pulse) {
    this.pulse = pulse;
  }

  void write(ChannelHandlerContext ctx, Frame frame) {
    ctx.write(frame, ctx.voidPromise());
    pulse.passes(frame);
    if (due == null) {
      due = ctx;
      ctx.executor().execute(flushDue);
    }
  }

  private void flushDue() {
    if (due != null) {
      flush(due);
    }
  }

  void flush(ChannelHandlerContext ctx) {
    due = null;
    senders.nextPass();
    ctx.flush();
    pulse.flushed();
  }

  Senders senders() {
    return senders;
  }
}
