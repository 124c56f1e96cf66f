package io.turnpike.bench.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Three namespaces with a delayed link between each and the next; the middle one also routes, for
/// connections that go straight from the first to the last. The table of the package has the
/// addresses.
public final class LongPath implements AutoCloseable {
  /// There and back, over both links.
  public static final Duration ROUND_TRIP = Duration.ofMillis(141);

  public static final String RELAY_ADDRESS = "10.141.1.2";
  public static final String REVERSE_ADDRESS = "10.141.2.2";

  private static final String ENTRY_ADDRESS = "10.141.1.1";
  private static final String RELAY_FAR_ADDRESS = "10.141.2.1";
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

  private final Namespace entry;
  private final Namespace relay;
  private final Namespace reverse;
  private final DelayedLink near;
  private final DelayedLink far;

  private LongPath(Namespace entry, Namespace relay, Namespace reverse) throws Exception {
    this.entry = entry;
    this.relay = relay;
    this.reverse = reverse;
    Duration leg = ROUND_TRIP.dividedBy(4);
    near =
        DelayedLink.open(
            new DelayedLink.End(entry, "near", ENTRY_ADDRESS),
            new DelayedLink.End(relay, "near", RELAY_ADDRESS),
            leg);
    far =
        DelayedLink.open(
            new DelayedLink.End(relay, "far", RELAY_FAR_ADDRESS),
            new DelayedLink.End(reverse, "far", REVERSE_ADDRESS),
            leg);
  }

  /// Why this machine cannot have one; empty when it can.
  public static Optional<String> missing() {
    if (Namespace.missing().isPresent()) {
      return Namespace.missing();
    }
    if (!Files.exists(Path.of("/dev/net/tun"))) {
      return Optional.of("needs /dev/net/tun");
    }
    return Optional.empty();
  }

  public static LongPath open() throws Exception {
    LongPath path =
        new LongPath(
            Namespace.create("entry"), Namespace.create("relay"), Namespace.create("reverse"));
    path.route();
    return path;
  }

  private void route() throws Exception {
    for (Namespace each : new Namespace[] {entry, relay, reverse}) {
      each.ip("link set lo up");
    }
    relay.call(() -> Files.writeString(FORWARDING, "1"));
    entry.ip("route add default via " + RELAY_ADDRESS);
    reverse.ip("route add default via " + RELAY_FAR_ADDRESS);
  }

  public Namespace entry() {
    return entry;
  }

  public Namespace relay() {
    return relay;
  }

  public Namespace reverse() {
    return reverse;
  }

  /// How many packets were lost because a device did not take them.
  public long refused() {
    return near.refused() + far.refused();
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
    entry.close();
    relay.close();
    reverse.close();
  }
}
