package io.turnpike.metric;

import java.util.function.LongConsumer;

/// Where times are told as they are measured; nobody listens at first. Any thread.
public final class Timings {
  private volatile LongConsumer listener = nanos -> {};

  public void record(long nanos) {
    listener.accept(nanos);
  }

  /// From now on `to` is told each time, in nanoseconds, on any thread.
  public void listen(LongConsumer to) {
    listener = to;
  }
}
