package io.turnpike.metric;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/// Counts events by what they were. Any thread.
///
/// @param <E> what an event can be
public final class Tally<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  public Tally(Class<E> type) {
    counts = new EnumMap<>(type);
    for (E kind : Objects.requireNonNull(type.getEnumConstants())) {
      counts.put(kind, new LongAdder());
    }
  }

  private LongAdder count(E kind) {
    return Objects.requireNonNull(counts.get(kind));
  }

  public void add(E kind) {
    count(kind).increment();
  }

  public long of(E kind) {
    return count(kind).sum();
  }

  /// Each kind, those that never were included.
  public void each(BiConsumer<E, Long> to) {
    counts.forEach((kind, count) -> to.accept(kind, count.sum()));
  }

  /// How a label names a kind: `TOO_MANY` is `too_many`.
  public static String label(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
