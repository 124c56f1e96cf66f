package io.turnpike.doctor;

import io.netty.buffer.ByteBuf;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import io.turnpike.stream.Stream;
import io.turnpike.stream.StreamEndpoint;
import java.util.concurrent.CompletableFuture;

/// A stream that only wants to know whether the destination answers: it sends nothing but its end.
/// On the stream's loop.
final class OpenTrial implements StreamEndpoint {
  private final Stream stream;
  private final CompletableFuture<Answer> answer;
  private final CompletableFuture<Boolean> over;

  /// What the far end said.
  sealed interface Answer {
    /// @param dialled the address that was connected
    record Connected(Endpoint dialled, long nanos) implements Answer {}

    record Failed(ResetCode code) implements Answer {}
  }

  /// @param over done when the destination has taken its leave, too
  OpenTrial(Stream stream, CompletableFuture<Answer> answer, CompletableFuture<Boolean> over) {
    this.stream = stream;
    this.answer = answer;
    this.over = over;
  }

  @Override
  public void start() {}

  @Override
  public void opened(Endpoint dialled) {
    answer.complete(new Answer.Connected(dialled, System.nanoTime()));
    stream.finish(); // what most services take for a goodbye
  }

  @Override
  public void data(ByteBuf bytes) {
    bytes.release();
    stream.reset(ResetCode.ABORTED); // it speaks first, and would go on
    over.complete(true);
  }

  @Override
  public void batchEnd() {}

  @Override
  public void fin() {
    over.complete(true);
  }

  @Override
  public void reset(ResetCode code) {
    answer.complete(new Answer.Failed(code));
    over.complete(true);
  }

  @Override
  public void sendable() {}
}
