package io.turnpike.e2e.mistakes;

import io.turnpike.gencert.GenCertCommand;
import java.nio.file.Path;

/// Bundles of group 7, as `gen-cert bundle` makes them.
///
/// @param directory with `certs` for the relay, and the bundles
record Bundles(Path directory) {
  /// @return the bundle
  Path make(int relayPort, String role, String name, String... more) {
    String[] words = {
      "bundle",
      "--server=127.0.0.1:" + relayPort,
      "--role=" + role,
      "--name=" + name,
      "--group=7",
      "--output=" + certs(),
      "--directory=" + directory
    };
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    Asked.run(new GenCertCommand(), all).exits(0);
    return directory.resolve(name + ".turnpike");
  }

  Path certs() {
    return directory.resolve("certs");
  }
}
