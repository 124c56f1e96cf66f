package io.turnpike.metric;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/// The flows of a program: which are open, and what they and those before them have moved. Any
/// thread, but for [#begin] and [#end].
///
/// Each loop keeps its own flows in plain fields, and each flow counts its own bytes: a byte costs
/// nothing here. Who looks asks every loop, so that the sums never go back. Counts nothing before
/// [#watch].
///
/// @param <F> the kind of flow
public final class Flows<F extends Flow> {
  static final int MOST_KINDS = 256;
  static final String OTHERS = "(others)";

  private final Map<EventExecutor, Part<F>> parts = new ConcurrentHashMap<>();
  private volatile boolean watched;

  /// What one loop knows; belongs to it.
  private static final class Part<F extends Flow> {
    final Set<F> open = new LinkedHashSet<>();
    final Map<String, FlowSum> ended = new HashMap<>();

    /// Bounded, whatever names others choose.
    String kindOf(F flow) {
      String kind = flow.kind();
      return ended.size() < MOST_KINDS || ended.containsKey(kind) ? kind : OTHERS;
    }
  }

  /// What was seen.
  ///
  /// @param rows some of the open flows
  public record View<R>(Map<String, FlowSum> sums, List<R> rows) {
    public View {
      sums = Map.copyOf(sums);
      rows = List.copyOf(rows);
    }

    public FlowSum total() {
      return sums.values().stream().reduce(FlowSum.NONE, FlowSum::plus);
    }

    public FlowSum of(String kind) {
      return sums.getOrDefault(kind, FlowSum.NONE);
    }
  }

  /// Starts to count: what begins from now on.
  public void watch() {
    watched = true;
  }

  /// A flow begins. On `loop`, which is the flow's.
  public void begin(EventExecutor loop, F flow) {
    if (watched) {
      parts.computeIfAbsent(loop, any -> new Part<>()).open.add(flow);
    }
  }

  /// A flow has ended; once more does nothing. On the same loop.
  public void end(EventExecutor loop, F flow) {
    Part<F> part = watched ? parts.get(loop) : null;
    if (part != null && part.open.remove(flow)) {
      part.ended.merge(part.kindOf(flow), FlowSum.ofEnded(flow), FlowSum::plus);
    }
  }

  /// Asks every loop.
  ///
  /// @param row what of an open flow is shown, on its loop
  /// @param mostRows of each loop
  /// @return fails when a loop has ended
  public <R> CompletableFuture<View<R>> look(Function<F, R> row, int mostRows) {
    List<CompletableFuture<View<R>>> asked = new ArrayList<>();
    parts.forEach((loop, part) -> asked.add(ask(loop, part, row, mostRows)));
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(all -> joined(asked.stream().map(CompletableFuture::join).toList()));
  }

  private static <F extends Flow, R> CompletableFuture<View<R>> ask(
      EventExecutor loop, Part<F> part, Function<F, R> row, int mostRows) {
    var answer = new CompletableFuture<View<R>>();
    try {
      loop.execute(() -> {
        try {
          answer.complete(view(part, row, mostRows));
        } catch (RuntimeException e) {
          answer.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private static <F extends Flow, R> View<R> view(Part<F> part, Function<F, R> row, int mostRows) {
    Map<String, FlowSum> sums = new HashMap<>(part.ended);
    List<R> rows = new ArrayList<>();
    for (F flow : part.open) {
      sums.merge(part.kindOf(flow), FlowSum.ofLive(flow), FlowSum::plus);
      if (rows.size() < mostRows) {
        rows.add(row.apply(flow));
      }
    }
    return new View<>(sums, rows);
  }

  private static <R> View<R> joined(List<View<R>> views) {
    Map<String, FlowSum> sums = new TreeMap<>();
    List<R> rows = new ArrayList<>();
    for (View<R> view : views) {
      view.sums().forEach((kind, sum) -> sums.merge(kind, sum, FlowSum::plus));
      rows.addAll(view.rows());
    }
    return new View<>(sums, rows);
  }
}
