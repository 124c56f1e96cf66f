package io.turnpike.stream;

import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.turnpike.frame.Frame;

/// What a stream has while it waits for another tunnel. Nothing goes out, since what matters is
/// said again behind RESUME; but for RESET, behind which there is no RESUME.
///
/// @param loop of the stream
record NoTunnel(EventExecutor loop, Session session) implements FrameSink {
  private static final long ROUND_TRIP_NANOS = 1_000_000;

  @Override
  public void write(Frame frame) {
    if (frame instanceof Frame.Reset reset) {
      session.tell(reset);
    } else {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public boolean isLeaving() {
    return true;
  }

  @Override
  public Senders senders() {
    return new Senders();
  }

  @Override
  public long roundTripNanos() {
    return ROUND_TRIP_NANOS;
  }

  @Override
  public void dirty(Stream stream) {}

  @Override
  public void acknowledgeSoon(Stream stream) {}

  @Override
  public void over(Stream stream) {}

  @Override
  public void ended(Stream stream) {}
}
