package io.turnpike.bench.chain;

import io.turnpike.bench.path.Namespace;
import java.util.concurrent.Callable;

/// A host of the path: its address, and a way to do something there. Processes, sockets and threads
/// that are made inside [#call] belong to its network namespace.
interface Place {
  String address();

  <T> T call(Callable<T> action) throws Exception;

  /// A network namespace, known to the others by this address.
  static Place in(Namespace namespace, String address) {
    return new Place() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public <T> T call(Callable<T> action) throws Exception {
        return namespace.call(action);
      }
    };
  }

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
    };
  }
}
