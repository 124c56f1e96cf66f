package io.turnpike.stream;

import io.turnpike.metric.Timings;

/// The path through one relay, which all tunnels through it share. Any thread.
public final class RelayPath {
  private final String relay;
  private final Timings roundTrips = new Timings();
  private volatile long roundTripNanos;
  private volatile Runnable doubted = () -> {};

  /// @param relay as this process was told it
  public RelayPath(String relay) {
    this.relay = relay;
  }

  public String relay() {
    return relay;
  }

  /// Sets what is run when a tunnel through the relay is silent, on that tunnel's loop.
  public void onDoubt(Runnable task) {
    doubted = task;
  }

  /// A tunnel is silent: the relay may be what cannot be reached.
  void doubt() {
    doubted.run();
  }

  /// A PING on one of the tunnels took so long.
  void measured(long nanos) {
    roundTrips.record(nanos);
    long before = roundTripNanos;
    roundTripNanos = before == 0 ? nanos : before - before / 8 + nanos / 8;
  }

  /// The round trip, smoothed over all tunnels; 0 before the first answer.
  public long roundTripNanos() {
    return roundTripNanos;
  }

  /// Each round trip as it is measured.
  public Timings roundTrips() {
    return roundTrips;
  }
}
