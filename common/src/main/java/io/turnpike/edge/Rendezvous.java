package io.turnpike.edge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The order in which a group uses relays, by rendezvous hashing: every edge of the group that
/// knows the same relays has the same order, without asking anybody (`protocol.md` §4.6). Pure.
///
/// A relay's place depends on itself and the group alone, so one that comes or goes moves nobody
/// else's choice but those that it takes or leaves.
public final class Rendezvous {
  private final byte[] group;
  private final MessageDigest sha256;

  public Rendezvous(String group) {
    this.group = group.getBytes(StandardCharsets.UTF_8);
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every Java has it
    }
  }

  private record Weighed<T>(T relay, String name, long weight) {}

  /// The relays, best first.
  ///
  /// @param name what the edges of a group call it alike: its address and port
  public <T> List<T> order(Collection<T> relays, Function<T, String> name) {
    return relays.stream()
        .map(relay -> new Weighed<>(relay, name.apply(relay), weight(name.apply(relay))))
        .sorted(
            Comparator.<Weighed<T>>comparingLong(one -> one.weight() ^ Long.MIN_VALUE)
                .reversed()
                .thenComparing(Weighed::name))
        .map(Weighed::relay)
        .toList();
  }

  /// The first 8 bytes of SHA-256(group, 0, name), unsigned.
  public long weight(String name) {
    sha256.update(group);
    sha256.update((byte) 0);
    return ByteBuffer.wrap(sha256.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
  }
}
