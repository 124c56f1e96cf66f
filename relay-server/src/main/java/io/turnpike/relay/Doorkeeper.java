package io.turnpike.relay;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Decides who may come in before anything is known of him but his address, so that strangers cost
/// little, and edges keep their way in. Pure but for its lock; time is a parameter, in nanoseconds.
/// Safe for all loops; bounded in memory.
///
/// A source is an IPv4 address or an IPv6 /64. One from which an authorised edge is, or was within
/// the hour, is *proven*: it has places of its own, as many again, is never dropped by chance or
/// for the rate, and pays no penalties. Of the others each failure costs a penalty; a source that
/// owes three is turned away until it owes nothing (10 minutes at most).
final class Doorkeeper {
  static final int MAX_SOURCES = 4096;
  private static final int ENFORCED_FROM = 3;
  private static final long LONGEST_PENALTY_NANOS = 600_000_000_000L;
  private static final long PROVEN_NANOS = 3_600_000_000_000L;
  private static final int LOOKED_AT_TO_FORGET = 64;
  private static final int PROVEN_SHARES = 4;
  private static final long SECOND_NANOS = 1_000_000_000;

  private static final Optional<String> TOO_MANY = Optional.of("too many unauthorised connections");

  private StrangerLimits limits;
  private final RandomGenerator random;
  private final Map<Source, Known> records = new LinkedHashMap<>(64, 0.75f, true);
  private int strangers;
  private int provenStrangers;
  private long turnedAway;
  private long failed;
  private boolean anyPaid;
  private long paidUntil;

  /// @param bits of an IPv4 address, or the network half of an IPv6 one
  private record Source(long bits, boolean ipv6) {
    static Source of(InetAddress address) {
      byte[] bytes = address.getAddress();
      long bits = 0;
      for (int i = 0; i < bytes.length && i < 8; i++) {
        bits = bits << 8 | (bytes[i] & 0xFF);
      }
      return new Source(bits, bytes.length == 16);
    }
  }

  /// What is known of a source.
  private static final class Known {
    int strangers;
    int members;
    boolean everProven;
    long provenUntil;
    long owesUntil;
    boolean owes;
    boolean turnedAway;

    boolean isProven(long now) {
      return members > 0 || (everProven && provenUntil - now > 0);
    }

    boolean isIdle() {
      return strangers == 0 && members == 0;
    }
  }

  /// A connection that was let in; give it to [#leave] once.
  static final class Visit {
    private final Known source;
    private final boolean proven;
    private boolean member;

    private Visit(Known source, boolean proven) {
      this.source = source;
      this.proven = proven;
    }
  }

  /// @param visit when it may come in
  /// @param reason why not, for the log; else empty
  record Verdict(Optional<Visit> visit, String reason) {}

  Doorkeeper(StrangerLimits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
  }

  /// Other limits from now on; whoever is in stays.
  synchronized void limit(StrangerLimits newLimits) {
    limits = newLimits;
  }

  synchronized Verdict judge(InetAddress address, long now) {
    Known source = records.computeIfAbsent(Source.of(address), s -> new Known());
    boolean proven = source.isProven(now);
    Optional<String> problem = problem(source, proven, now);
    if (problem.isPresent()) {
      turnedAway++;
      forgetSome(now);
      return new Verdict(Optional.empty(), problem.get());
    }
    source.strangers++;
    if (proven) {
      provenStrangers++;
    } else {
      strangers++;
    }
    forgetSome(now);
    return new Verdict(Optional.of(new Visit(source, proven)), "");
  }

  private Optional<String> problem(Known source, boolean proven, long now) {
    if (!proven && isTurnedAway(source, now)) {
      return Optional.of("too many failures from this source");
    }
    if (source.strangers >= limits.perSource() * (proven ? PROVEN_SHARES : 1)) {
      return Optional.of("too many unauthorised connections from this source");
    }
    if (proven) {
      return provenStrangers >= limits.all() ? TOO_MANY : Optional.empty();
    }
    int free = limits.all() / 2;
    int over = strangers - free;
    boolean dropped = over > 0 && random.nextInt(limits.all() - free) < over;
    return dropped || strangers >= limits.all() || !paysForOne(now) ? TOO_MANY : Optional.empty();
  }

  /// Whether one more keeps to so many a second; what was not used in the last second is saved up.
  private boolean paysForOne(long now) {
    long since = now - SECOND_NANOS;
    if (!anyPaid || paidUntil - since < 0) {
      anyPaid = true;
      paidUntil = since;
    }
    long next = paidUntil + SECOND_NANOS / limits.effectivePerSecond();
    if (next - now > 0) {
      return false;
    }
    paidUntil = next;
    return true;
  }

  private static boolean isTurnedAway(Known source, long now) {
    if (source.owes && source.owesUntil - now <= 0) {
      source.owes = false;
      source.turnedAway = false;
    }
    return source.turnedAway;
  }

  /// The connection has proved who it is: it is no stranger any more.
  synchronized void authorised(Visit visit) {
    if (!visit.member) {
      leavePlace(visit);
      visit.member = true;
      visit.source.members++;
    }
  }

  /// The connection has ended.
  ///
  /// @param failed whether it tried something and was not authorised
  synchronized void leave(Visit visit, boolean failed, long now) {
    if (visit.member) {
      visit.source.members--;
      visit.source.everProven = true;
      visit.source.provenUntil = now + PROVEN_NANOS;
      return;
    }
    leavePlace(visit);
    this.failed += failed ? 1 : 0;
    if (failed && !visit.source.isProven(now)) {
      punish(visit.source, now);
    }
  }

  private void leavePlace(Visit visit) {
    visit.source.strangers--;
    if (visit.proven) {
      provenStrangers--;
    } else {
      strangers--;
    }
  }

  private void punish(Known source, long now) {
    long penalty = limits.penalty().toNanos();
    if (penalty == 0) {
      return;
    }
    long owed = source.owes ? Math.max(0, source.owesUntil - now) : 0;
    owed = Math.min(owed + penalty, Math.max(penalty, LONGEST_PENALTY_NANOS));
    source.owes = true;
    source.owesUntil = now + owed;
    if (owed > (ENFORCED_FROM - 1) * penalty) {
      source.turnedAway = true;
    }
  }

  /// Forgets a source that nobody uses when there are too many, rather one that is not proven.
  private void forgetSome(long now) {
    if (records.size() <= MAX_SOURCES) {
      return;
    }
    Source idle = null;
    Iterator<Map.Entry<Source, Known>> eldest = records.entrySet().iterator();
    for (int i = 0; i < LOOKED_AT_TO_FORGET && eldest.hasNext(); i++) {
      Map.Entry<Source, Known> next = eldest.next();
      if (next.getValue().isIdle()) {
        idle = idle == null ? next.getKey() : idle;
        if (!next.getValue().isProven(now)) {
          idle = next.getKey();
          break;
        }
      }
    }
    if (idle != null) {
      records.remove(idle);
    }
  }

  /// Connections that are not authorised yet.
  synchronized int strangers() {
    return strangers + provenStrangers;
  }

  /// Connections that were not let in.
  synchronized long turnedAway() {
    return turnedAway;
  }

  /// Connections that tried something and were not authorised.
  synchronized long failed() {
    return failed;
  }

  synchronized int sources() {
    return records.size();
  }
}
