package io.turnpike.bench.chain;

import java.util.List;
import java.util.stream.Stream;

/// One of the works that every chain does.
interface Work {
  /// How it is called on the command line.
  String name();

  void run(Bed bed) throws Exception;

  /// Those on loopback, in the order in which they are done: memory first, while it is untouched.
  List<Work> LOCAL =
      List.of(
          new RestWork(),
          new IdleWork(),
          new BulkWork(),
          new ManyBulkWork(),
          new PingPongWork(),
          new ConnectWork());

  /// Those on the long path.
  List<Work> LONG_PATH = List.of(new LongFirstWork(), new LongPingPongWork(), new LongBulkWork());

  /// The named ones of `all`; without names, all.
  static List<Work> choose(List<String> names, List<Work> all) {
    return all.stream().filter(work -> names.isEmpty() || names.contains(work.name())).toList();
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
