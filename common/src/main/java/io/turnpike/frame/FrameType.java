package io.turnpike.frame;

import org.jspecify.annotations.Nullable;

/// The wire code of each frame, the layers it may appear in, and its legal payload lengths in bytes
/// (`protocol.md` §3 to §5).
public enum FrameType {
  PING(0x90, Scope.BOTH, 8, 8),
  PONG(0x91, Scope.BOTH, 8, 8),
  GOAWAY(0x92, Scope.BOTH, 8, 8),

  HELLO(0x80, Scope.CONTROL, 43, 170),
  WELCOME(0x81, Scope.CONTROL, 9, 9),
  REFUSED(0x82, Scope.CONTROL, 7, 262),
  PAIRED(0x83, Scope.CONTROL, 24, 24),
  READY(0x84, Scope.CONTROL, 0, 0),
  START(0x85, Scope.CONTROL, 0, 0),
  DEMAND(0x86, Scope.CONTROL, 2, 2),
  PRESENCE(0x01, Scope.CONTROL, 3, 3 + 16 * 81),

  BIND(0xA0, Scope.SESSION, 47, 110),
  OPEN(0xA1, Scope.STREAM, 8 + 2 * Endpoint.MIN_WIRE_BYTES, 8 + 2 * Endpoint.MAX_WIRE_BYTES),
  OPENED(0xA2, Scope.STREAM, Endpoint.MIN_WIRE_BYTES, Endpoint.MAX_WIRE_BYTES),
  DATA(0xA3, Scope.STREAM, 9, 16_376),
  FIN(0xA4, Scope.STREAM, 8, 8),
  RESET(0xA5, Scope.STREAM, 2, 2),
  CREDIT(0xA6, Scope.STREAM, 16, 16),
  RESUME(0xA7, Scope.STREAM, 20, 20);

  /// Types from here on must be understood; below it an unknown type is skipped.
  static final int FIRST_CRITICAL_CODE = 0x80;

  private enum Scope {
    BOTH,
    CONTROL,
    SESSION,
    STREAM
  }

  private static final @Nullable FrameType[] BY_CODE = new FrameType[256];

  static {
    for (FrameType type : values()) {
      if (BY_CODE[type.wireCode] != null) {
        throw new AssertionError("wire code used twice: " + type);
      }
      BY_CODE[type.wireCode] = type;
    }
  }

  private final int wireCode;
  private final Scope scope;
  private final int minPayloadBytes;
  private final int maxPayloadBytes;

  FrameType(int wireCode, Scope scope, int minPayloadBytes, int maxPayloadBytes) {
    this.wireCode = wireCode;
    this.scope = scope;
    this.minPayloadBytes = minPayloadBytes;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  public int wireCode() {
    return wireCode;
  }

  int minPayloadBytes() {
    return minPayloadBytes;
  }

  int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /// The type with this code, or null when there is none.
  static @Nullable FrameType ofWireCode(int code) {
    return BY_CODE[code];
  }

  /// Throws unless a frame with this header may appear in `layer`.
  void check(Layer layer, int payloadBytes, int stream) {
    Scope wrong = layer == Layer.CONTROL ? Scope.SESSION : Scope.CONTROL;
    if (scope == wrong || (scope == Scope.STREAM && layer == Layer.CONTROL)) {
      throw new ProtocolViolation(this + " does not belong to layer " + layer);
    }
    if ((scope == Scope.STREAM) == (stream == 0)) {
      throw new ProtocolViolation(this + " with stream number " + Integer.toUnsignedString(stream));
    }
    if (payloadBytes < minPayloadBytes || payloadBytes > maxPayloadBytes) {
      throw new ProtocolViolation(
          "%s of %d bytes (expected: %d to %d)"
              .formatted(this, payloadBytes, minPayloadBytes, maxPayloadBytes));
    }
  }
}
