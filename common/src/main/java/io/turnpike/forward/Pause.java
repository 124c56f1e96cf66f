package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Who wants the reading of a socket to pause; it goes on when nobody does any more. On the
/// channel's loop.
enum Pause {
  /// What was read cannot be passed on.
  PIPE,
  /// The filters hold as much as they may.
  FILTERS,
  /// There is no memory to read into.
  MEMORY;

  private static final int MEMORY_MILLIS = 100;

  private static final AttributeKey<Set<Pause>> WANTED = AttributeKey.valueOf(Pause.class, "");

  /// @return whether this was not wanted before
  boolean begin(Channel channel) {
    boolean isNew = wanted(channel).add(this);
    channel.config().setAutoRead(false);
    return isNew;
  }

  /// @return whether this was wanted before
  boolean end(Channel channel) {
    Set<Pause> wanted = wanted(channel);
    boolean was = wanted.remove(this);
    if (was && wanted.isEmpty()) {
      channel.config().setAutoRead(true);
    }
    return was;
  }

  /// Reading is tried again soon: what is left of the memory is for the tunnels. Nothing tells when
  /// there is more.
  static void forMemory(Channel channel) {
    if (MEMORY.begin(channel)) {
      channel.eventLoop().schedule(() -> MEMORY.end(channel), MEMORY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// Of a channel that was not read until now.
  static void beginReading(Channel channel) {
    if (wanted(channel).isEmpty()) {
      channel.config().setAutoRead(true);
    }
  }

  boolean isWanted(Channel channel) {
    return wanted(channel).contains(this);
  }

  private static Set<Pause> wanted(Channel channel) {
    var attribute = channel.attr(WANTED);
    Set<Pause> wanted = attribute.get();
    if (wanted == null) {
      wanted = EnumSet.noneOf(Pause.class);
      attribute.set(wanted);
    }
    return wanted;
  }
}
