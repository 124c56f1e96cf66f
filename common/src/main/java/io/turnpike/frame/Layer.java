package io.turnpike.frame;

/// The two layers that carry frames, each with its own limit (`protocol.md` §1, §3).
public enum Layer {
  /// L2, edge and relay. The limit holds before the peer is authorised.
  CONTROL(4096),
  /// L4, edge and edge. Header and largest payload fill one TLS record of 16,384 bytes.
  STREAMS(16_376);

  private final int maxPayloadBytes;

  Layer(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }
}
