package io.turnpike.forward;

import io.turnpike.net.HostPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The destinations of a listener: which one a connection goes to, and which ones instead when that
/// cannot be reached. Any thread.
public final class Backends {
  private final List<Backend> all;
  private final Balance balance;
  private final AtomicInteger turn = new AtomicInteger();

  /// One destination.
  static final class Backend {
    private final HostPort address;
    private final AtomicInteger connections = new AtomicInteger();

    private Backend(HostPort address) {
      this.address = address;
    }

    HostPort address() {
      return address;
    }

    /// A connection is dialled, or was.
    void begin() {
      connections.incrementAndGet();
    }

    /// That connection has failed or ended.
    void end() {
      connections.decrementAndGet();
    }
  }

  public Backends(List<HostPort> addresses, Balance balance) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no backend (expected: at least one)");
    }
    this.all = addresses.stream().map(Backend::new).toList();
    this.balance = balance;
  }

  public static Backends of(HostPort address) {
    return new Backends(List.of(address), Balance.ROUND_ROBIN);
  }

  /// All of them, the one to dial first in front. Those with equally many connections take turns.
  List<Backend> inOrder() {
    if (all.size() == 1) {
      return all;
    }
    int first = Math.floorMod(turn.getAndIncrement(), all.size());
    List<Backend> order = new ArrayList<>(all.subList(first, all.size()));
    order.addAll(all.subList(0, first));
    if (balance == Balance.LEAST_CONNECTIONS) {
      // Counters may move while the list is sorted: compare what they were.
      record Counted(Backend backend, int connections) {}
      return order.stream()
          .map(backend -> new Counted(backend, backend.connections.get()))
          .sorted(Comparator.comparingInt(Counted::connections))
          .map(Counted::backend)
          .toList();
    }
    return List.copyOf(order);
  }

  @Override
  public String toString() {
    List<String> texts = all.stream().map(backend -> backend.address.toString()).toList();
    return String.join(",", texts);
  }
}
