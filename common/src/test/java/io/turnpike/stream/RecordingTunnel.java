package io.turnpike.stream;

import io.turnpike.frame.Frame;
import java.util.ArrayList;
import java.util.List;

/// A tunnel that keeps what was written to it.
final class RecordingTunnel implements FrameSink {
  final List<Frame> written = new ArrayList<>();
  final List<Stream> ended = new ArrayList<>();
  boolean writable = true;
  int pass;
  int senders;

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
  public int pass() {
    return pass;
  }

  @Override
  public void countSender() {
    senders++;
  }

  @Override
  public int senders() {
    return Math.max(1, senders);
  }

  @Override
  public void dirty(Stream stream) {}

  @Override
  public void ended(Stream stream) {
    ended.add(stream);
  }
}
