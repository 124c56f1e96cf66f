package io.turnpike.forward.sink;

import java.util.Arrays;
import java.util.Optional;

/// What the [Sink] does with a connection.
enum SinkService {
  ECHO(Sink.ECHO_PORT),
  DISCARD(Sink.DISCARD_PORT),
  CHARGEN(Sink.CHARGEN_PORT);

  private final int port;

  SinkService(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  static Optional<SinkService> at(int port) {
    return Arrays.stream(values()).filter(service -> service.port == port).findFirst();
  }
}
