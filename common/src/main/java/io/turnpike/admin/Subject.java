package io.turnpike.admin;

import io.netty.channel.EventLoopGroup;
import io.turnpike.metric.Sample;
import io.turnpike.metric.TimedSample;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A running program, as its admin endpoint sees it. Any thread.
public interface Subject {
  /// Why the program cannot do its work now; empty when it can.
  String unready();

  /// Everything else; fails when an event loop has ended.
  CompletableFuture<Look> look();

  /// Times that are measured as they happen.
  List<TimedSample> timings();

  /// The loops that do the work.
  EventLoopGroup loops();

  /// The program at one moment.
  ///
  /// @param status what people are shown: components become members of JSON
  /// @param samples what Prometheus is told; always the same names and labels
  record Look(Record status, List<Sample> samples) {
    public Look {
      samples = List.copyOf(samples);
    }
  }
}
