package io.turnpike.forward;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/// Gives each user connection the id that the logs of both edges show. Any thread.
final class ConnectionIds {
  private final AtomicInteger next = new AtomicInteger(new SecureRandom().nextInt());

  /// 32 bits: unique in the process for 4 billion connections, and unlikely to be another's.
  long next() {
    return Integer.toUnsignedLong(next.getAndIncrement());
  }

  /// The id as logs show it: 8 hexadecimal digits.
  static String name(long id) {
    return HexFormat.of().toHexDigits((int) id);
  }
}
