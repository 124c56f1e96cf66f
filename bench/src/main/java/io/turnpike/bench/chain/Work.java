package io.turnpike.bench.chain;

import java.util.List;

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
}
