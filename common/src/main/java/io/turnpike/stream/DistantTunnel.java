package io.turnpike.stream;

import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.turnpike.frame.Frame;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// A tunnel as a stream sees it that lives on another loop, because it was moved there when its
/// first tunnel was lost: calls go over to the tunnel's loop, in their order. Belongs to the
/// stream's loop.
final class DistantTunnel implements FrameSink {
  private final CarryingTunnel tunnel;
  private final EventExecutor home;
  private final Senders senders = new Senders();

  /// `tunnel` for a stream that lives on `home`.
  static FrameSink view(CarryingTunnel tunnel, EventExecutor home) {
    return home.equals(tunnel.loop()) ? tunnel : new DistantTunnel(tunnel, home);
  }

  private DistantTunnel(CarryingTunnel tunnel, EventExecutor home) {
    this.tunnel = tunnel;
    this.home = home;
  }

  @Override
  public EventExecutor loop() {
    return tunnel.loop();
  }

  @Override
  public boolean is(FrameSink other) {
    return other == tunnel;
  }

  @Override
  public void write(Frame frame) {
    try {
      tunnel.loop().execute(() -> tunnel.write(frame));
    } catch (RejectedExecutionException e) { // the process ends
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public boolean isWritable() {
    return tunnel.isWritable();
  }

  @Override
  public boolean isLeaving() {
    return tunnel.isLeaving();
  }

  @Override
  public Senders senders() {
    return senders;
  }

  @Override
  public long roundTripNanos() {
    return tunnel.roundTripNanos();
  }

  /// The batch ends with each frame that comes over.
  @Override
  public void dirty(Stream stream) {}

  @Override
  public void acknowledgeSoon(Stream stream) {
    Resumption resumption = stream.resumption();
    if (resumption != null) {
      home.schedule(resumption::acknowledge, OwedAcknowledgements.MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void over(Stream stream) {
    onItsLoop(() -> tunnel.over(stream));
  }

  @Override
  public void ended(Stream stream) {
    onItsLoop(() -> tunnel.ended(stream));
  }

  private void onItsLoop(Runnable task) {
    if (!tunnel.loop().isShuttingDown()) {
      tunnel.loop().execute(task);
    }
  }
}
