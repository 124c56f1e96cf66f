package io.turnpike.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.List;

/// An endpoint that keeps what happened to it, as words.
final class RecordingEndpoint implements StreamEndpoint {
  final List<String> events = new ArrayList<>();

  @Override
  public void start() {
    events.add("start");
  }

  @Override
  public void opened(Endpoint dialled) {
    events.add("opened " + dialled);
  }

  @Override
  public void data(ByteBuf bytes) {
    events.add("data " + bytes.toString(US_ASCII));
    bytes.release();
  }

  @Override
  public void batchEnd() {
    events.add("batchEnd");
  }

  @Override
  public void fin() {
    events.add("fin");
  }

  @Override
  public void reset(ResetCode code) {
    events.add("reset " + code);
  }

  @Override
  public void sendable() {
    events.add("sendable");
  }

  @Override
  public void relieve(long stillBytes) {
    events.add("relieve " + stillBytes);
  }
}
