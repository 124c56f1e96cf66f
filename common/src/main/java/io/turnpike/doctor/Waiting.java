package io.turnpike.doctor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for what happens on event loops.
final class Waiting {
  private Waiting() {}

  static <T> T await(CompletableFuture<T> step, Duration limit)
      throws StepFailure, InterruptedException {
    try {
      return step.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new StepFailure(e, true);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StepFailure(
          cause instanceof CompletionException && cause.getCause() != null
              ? cause.getCause()
              : cause,
          false);
    }
  }
}
