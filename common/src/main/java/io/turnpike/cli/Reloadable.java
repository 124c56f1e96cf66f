package io.turnpike.cli;

import java.util.Set;
import java.util.TreeSet;

/// Options whose changes hold at once when the configuration is read again, of several programs.
public final class Reloadable {
  /// Of [ListenerOptions], but for what sockets are bound with.
  public static final Set<String> LISTENERS =
      Set.of(
          "--accept-proxy-protocol",
          "--accept-rate",
          "--allow",
          "--deny",
          "--max-connections",
          "--max-connections-per-source",
          "--rate-limit");

  /// Of [ConnectionOptions].
  public static final Set<String> CONNECTIONS =
      Set.of(
          "--filter",
          "--filter-path",
          "--half-closed-timeout",
          "--idle-timeout",
          "--keepalive",
          "--max-lifetime",
          "--send-buffer",
          "--tcp-nodelay");

  private static final Set<String> ALWAYS =
      Set.of(CommonOptions.CONFIG, CommonOptions.LOG_LEVEL, CommonOptions.LOG_FORMAT);

  private Reloadable() {}

  /// All of these, and those of every program.
  @SafeVarargs
  public static Set<String> and(Set<String>... sets) {
    Set<String> all = new TreeSet<>(ALWAYS);
    for (Set<String> set : sets) {
      all.addAll(set);
    }
    return all;
  }
}
