package io.turnpike.bench.chain;

/// What the harness cannot do or finds wrong, in one line.
final class Failure extends RuntimeException {
  Failure(String message) {
    super(message);
  }
}
