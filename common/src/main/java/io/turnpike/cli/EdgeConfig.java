package io.turnpike.cli;

import io.turnpike.net.HostPort;
import io.turnpike.value.Durations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What both edges are told.
///
/// @param relays where the relay-servers are, one at least, none twice; a name is every address
///   that it has
/// @param spread over how many of them
/// @param serverCert what the relay's certificate must be, or be signed by
/// @param authPrivateKey this edge's identity
/// @param authorizedKeys whom else this edge accepts at the far end; the file need not exist
/// @param name how the relay's log calls this edge; may be empty
/// @param pool how many idle tunnels to keep at least
/// @param resumeTimeout how long connections wait for another tunnel when theirs is lost; 0: they
///   end with it
/// @param maxQueuedBytes what may wait in the process for all connections together; 0 chooses
/// @param threads event loops; 0 chooses
public record EdgeConfig(
    List<HostPort> relays,
    RelaySpread spread,
    String group,
    Path serverCert,
    Path authPrivateKey,
    Path authorizedKeys,
    String name,
    int pool,
    int maxTunnels,
    Duration connectTimeout,
    Duration drainTimeout,
    Duration resumeTimeout,
    long maxQueuedBytes,
    int threads) {
  static final long LEAST_QUEUED_BYTES = 1L << 20;
  private static final int MAX_TEXT_BYTES = 64;
  private static final Duration MOST_RESUME = Duration.ofDays(1);
  private static final int MOST_RELAYS = 16;
  private static final int MOST_TUNNELS = 65_535;

  public EdgeConfig {
    relays = List.copyOf(relays);
    if (relays.isEmpty()
        || relays.size() > MOST_RELAYS
        || new HashSet<>(relays).size() < relays.size()) {
      throw UserError.usage(
          "--server-address: %s (expected: 1 to %d different relays)"
              .formatted(relays, MOST_RELAYS));
    }
    requireText("--group", group, 1);
    requireText("--name", name, 0);
    requireRange("--pool", pool, 1, MOST_TUNNELS);
    requireRange("--max-tunnels", maxTunnels, pool, MOST_TUNNELS);
    requireRange("--threads", threads, 0, 1024);
    if (resumeTimeout.isNegative() || resumeTimeout.compareTo(MOST_RESUME) > 0) {
      throw UserError.usage(
          "--resume-timeout: %s (expected: 0s to %s)"
              .formatted(Durations.show(resumeTimeout), Durations.show(MOST_RESUME)));
    }
    if (!connectTimeout.isPositive()) {
      throw UserError.usage(
          "--connect-timeout: " + Durations.show(connectTimeout) + " (expected: more than 0)");
    }
  }

  /// With all relays, and a bound of its own choice for what waits.
  public EdgeConfig(
      List<HostPort> relays,
      String group,
      Path serverCert,
      Path authPrivateKey,
      Path authorizedKeys,
      String name,
      int pool,
      int maxTunnels,
      Duration connectTimeout,
      Duration drainTimeout,
      Duration resumeTimeout,
      int threads) {
    this(
        relays,
        RelaySpread.ALL,
        group,
        serverCert,
        authPrivateKey,
        authorizedKeys,
        name,
        pool,
        maxTunnels,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        0,
        threads);
  }

  /// With another spread.
  public EdgeConfig with(RelaySpread other) {
    return new EdgeConfig(
        relays,
        other,
        group,
        serverCert,
        authPrivateKey,
        authorizedKeys,
        name,
        pool,
        maxTunnels,
        connectTimeout,
        drainTimeout,
        resumeTimeout,
        maxQueuedBytes,
        threads);
  }

  private static void requireText(String option, String text, int minBytes) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    boolean control = text.codePoints().anyMatch(Character::isISOControl);
    if (bytes < minBytes || bytes > MAX_TEXT_BYTES || control) {
      throw UserError.usage(
          "%s: \"%s\" (expected: %d to %d bytes of text without control characters)"
              .formatted(option, text, minBytes, MAX_TEXT_BYTES));
    }
  }

  private static void requireRange(String option, int number, int min, int max) {
    if (number < min || number > max) {
      throw UserError.usage("%s: %d (expected: %d to %d)".formatted(option, number, min, max));
    }
  }
}
