package io.turnpike.frame;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.HexFormat;

/// 16 random bytes that name one run of one process (`protocol.md` §3).
public record InstanceId(long high, long low) {
  static final int WIRE_BYTES = 16;

  /// No instance: "any" where one could be wanted.
  public static final InstanceId NONE = new InstanceId(0, 0);

  public static InstanceId random() {
    var random = new SecureRandom();
    return new InstanceId(random.nextLong(), random.nextLong());
  }

  public boolean isNone() {
    return equals(NONE);
  }

  static InstanceId read(ByteBuf in) {
    return new InstanceId(in.readLong(), in.readLong());
  }

  void write(ByteBuf out) {
    out.writeLong(high).writeLong(low);
  }

  /// The first 8 hexadecimal digits, enough for a log line.
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high).substring(0, 8);
  }
}
