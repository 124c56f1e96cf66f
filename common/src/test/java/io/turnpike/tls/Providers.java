package io.turnpike.tls;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// The providers of this machine, for parameterized tests.
final class Providers {
  private Providers() {}

  static Stream<TlsProvider> each() {
    return Arrays.stream(TlsProvider.values()).filter(TlsProvider::isAvailable);
  }

  /// Client and server, in every combination.
  static Stream<Arguments> pairs() {
    return each().flatMap(client -> each().map(server -> Arguments.of(client, server)));
  }
}
