package io.turnpike.admin;

import io.netty.util.concurrent.EventExecutor;
import io.turnpike.metric.Sample;
import io.turnpike.metric.TimedSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// What the endpoint answers, made of its [Subject]. Any thread.
final class Views implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 3_000;

  private final Build build;
  private final Subject subject;
  private final Instant started = Instant.now();
  private final LoopLag lag;
  private final Meters meters = new Meters();

  Views(Build build, Subject subject) {
    this.build = build;
    this.subject = subject;
    this.lag = new LoopLag(subject.loops());
    List<TimedSample> timed = new ArrayList<>(subject.timings());
    timed.add(lag.sample());
    meters.time(timed);
  }

  /// Done when every event loop has run something.
  CompletableFuture<Void> alive() {
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (EventExecutor loop : subject.loops()) {
      var answer = new CompletableFuture<Void>();
      try {
        loop.execute(() -> answer.complete(null));
      } catch (RejectedExecutionException e) {
        answer.completeExceptionally(e);
      }
      asked.add(answer);
    }
    return patient(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)));
  }

  /// Why the program cannot do its work now; empty when it can.
  String unready() {
    return subject.unready();
  }

  CompletableFuture<byte[]> status() {
    return patient(subject.look()).thenApply(look -> Json.write(process(), look.status()));
  }

  CompletableFuture<String> metrics() {
    return patient(subject.look())
        .thenApply(look -> {
          List<Sample> samples = new ArrayList<>(process().samples());
          samples.addAll(look.samples());
          return meters.scrape(samples);
        });
  }

  private ProcessView process() {
    return ProcessView.of(build, started, subject.unready(), lag.longest());
  }

  private static <T> CompletableFuture<T> patient(CompletableFuture<T> answer) {
    return answer.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    lag.close();
  }
}
