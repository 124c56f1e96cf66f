package io.turnpike.bench.chain;

import java.util.List;
import java.util.stream.Stream;

/// All works that the harness knows.
final class Works {
  /// Those on loopback, in the order in which they are done: memory first, while it is untouched.
  static final List<Work> LOCAL =
      List.of(
          new RestWork(),
          new IdleWork(),
          new BulkWork(),
          new ManyBulkWork(),
          new PingPongWork(),
          new ConnectWork());

  /// Those on the long path.
  static final List<Work> LONG_PATH =
      List.of(new LongFirstWork(), new LongPingPongWork(), new LongBulkWork());

  private static final List<String> QUICK =
      List.of("rest", "bulk", "bulk32", "pingpong", "connect", "longfirst", "longbulk");

  private Works() {}

  /// The named ones of `all`; without names, all or, for a quick run, those that need little time.
  static List<Work> choose(List<String> names, boolean quick, List<Work> all) {
    List<String> wanted = names.isEmpty() && quick ? QUICK : names;
    return all.stream().filter(work -> wanted.isEmpty() || wanted.contains(work.name())).toList();
  }

  /// @throws Failure when there is no work of that name
  static void requireKnown(List<String> names) {
    List<String> known = Stream.of(LOCAL, LONG_PATH).flatMap(List::stream).map(Work::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new Failure("work " + name + " (expected: one of " + known + ")");
      }
    }
  }
}
