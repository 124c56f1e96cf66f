package io.turnpike.bench.chain;

import java.util.concurrent.Callable;

/// A host of the path: its address, and a way to do something there. Processes, sockets and threads
/// that are made inside [#call] belong to its network namespace.
interface Place extends AutoCloseable {
  String address();

  <T> T call(Callable<T> action) throws Exception;

  @Override
  void close();

  /// This machine as it is: everything on loopback.
  static Place loopback() {
    return new Place() {
      @Override
      public String address() {
        return "127.0.0.1";
      }

      @Override
      public <T> T call(Callable<T> action) throws Exception {
        return action.call();
      }

      @Override
      public void close() {}
    };
  }
}
