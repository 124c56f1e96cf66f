package io.turnpike.edge;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.turnpike.net.Backoff;
import io.turnpike.net.HostPort;
import io.turnpike.tunnel.EndReason;
import io.turnpike.tunnel.RelayTarget;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which addresses the relays' names have now: asked at the start, then again and again, and when a
/// relay was lost. A name that does not resolve keeps the addresses that it had. Belongs to the
/// home loop.
final class RelayNames {
  private static final Logger log = LoggerFactory.getLogger(RelayNames.class);
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Of one name: more than any edge is linked to, and room for a fleet.
  private static final int MOST_ADDRESSES = 1024;

  private final EventLoop home;
  private final Resolver resolver;
  private final Duration refresh;
  private final Runnable changed;
  private final Map<HostPort, Name> names = new LinkedHashMap<>();

  /// Answers with all addresses of a name, or fails, on any thread.
  @FunctionalInterface
  interface Resolver {
    CompletableFuture<List<InetAddress>> resolve(String name);
  }

  private static final class Name {
    final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    List<RelayTarget> targets = List.of();
    boolean asking;
    boolean failed;
    long askedNanos;
    @Nullable Future<?> next;
  }

  /// @param refresh how often names are asked for, ± 20 %
  /// @param changed run when a name has other addresses than before
  RelayNames(
      EventLoop home, Resolver resolver, List<HostPort> names, Duration refresh, Runnable changed) {
    this.home = home;
    this.resolver = resolver;
    this.refresh = refresh;
    this.changed = changed;
    names.forEach(name -> this.names.put(name, new Name()));
  }

  /// Those that are addresses are there at once, and together.
  void start() {
    names.forEach((host, name) -> {
      if (isLiteral(host)) {
        name.targets = List.of(new RelayTarget(host, host));
      } else {
        ask(host, name);
      }
    });
    changed.run();
  }

  /// The relays that are known, in the order of their names, and of the addresses as they came.
  List<RelayTarget> targets() {
    return names.values().stream().flatMap(name -> name.targets.stream()).toList();
  }

  /// A relay of this name was lost: perhaps it is elsewhere now.
  void lost(HostPort host) {
    Name name = names.get(host);
    if (name != null && !isLiteral(host) && System.nanoTime() - name.askedNanos > ASK_AGAIN_NANOS) {
      ask(host, name);
    }
  }

  private static boolean isLiteral(HostPort host) {
    return NetUtil.createByteArrayFromIpAddressString(host.host()) != null;
  }

  private void ask(HostPort host, Name name) {
    if (!name.asking) {
      if (name.next != null) {
        name.next.cancel(false);
      }
      name.asking = true;
      name.askedNanos = System.nanoTime();
      resolver
          .resolve(host.host())
          .whenComplete((all, failure) -> {
            if (!home.isShuttingDown()) {
              home.execute(() -> answered(host, name, all, failure));
            }
          });
    }
  }

  private void answered(
      HostPort host, Name name, @Nullable List<InetAddress> all, @Nullable Throwable failure) {
    name.asking = false;
    if (all == null) {
      failed(host, name, failure);
    } else {
      name.failed = false;
      List<RelayTarget> targets =
          all.stream()
              .map(address -> new HostPort(NetUtil.toAddressString(address), host.port()))
              .distinct()
              .limit(MOST_ADDRESSES)
              .map(address -> new RelayTarget(host, address))
              .toList();
      if (!targets.equals(name.targets)) {
        log.debug("relay name={} addresses={}", host, targets.size());
        name.targets = targets;
        changed.run();
      }
    }
    long millis =
        name.targets.isEmpty()
            ? name.backoff.next().toMillis()
            : (long) (refresh.toMillis() * (0.8 + 0.4 * RandomGenerator.getDefault().nextDouble()));
    name.next = home.schedule(() -> ask(host, name), millis, TimeUnit.MILLISECONDS);
  }

  private static void failed(HostPort host, Name name, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    String reason = cause == null ? "unknown" : EndReason.of(cause);
    if (name.failed) {
      log.debug("still no addresses relay={} reason=\"{}\"", host, reason);
    } else {
      name.failed = true;
      log.warn(
          "no {} to the relay relay={} reason=\"{}\"; retrying",
          name.targets.isEmpty() ? "connection" : "new way",
          host,
          reason);
    }
  }
}
