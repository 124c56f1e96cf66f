package io.turnpike.stream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.turnpike.frame.Frame;
import java.util.ArrayList;
import java.util.List;

/// A tunnel that keeps what was written to it.
final class RecordingTunnel implements FrameSink {
  final List<Frame> written = new ArrayList<>();
  final List<Stream> ended = new ArrayList<>();
  boolean writable = true;
  final Senders senders = new Senders();

  final List<Stream> toAcknowledge = new ArrayList<>();
  int over;

  @Override
  public EventExecutor loop() {
    return ImmediateEventExecutor.INSTANCE;
  }

  @Override
  public void acknowledgeSoon(Stream stream) {
    toAcknowledge.add(stream);
  }

  @Override
  public void over(Stream stream) {
    over++;
  }

  @Override
  public void write(Frame frame) {
    written.add(frame);
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public long roundTripNanos() {
    return 0;
  }

  @Override
  public Senders senders() {
    return senders;
  }

  @Override
  public void dirty(Stream stream) {}

  @Override
  public void ended(Stream stream) {
    ended.add(stream);
  }
}
