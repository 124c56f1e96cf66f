package io.turnpike.metric;

/// Something that moves bytes in two directions and knows how many so far. Belongs to its event
/// loop.
public interface Flow {
  /// What its bytes are added up by; one of few values.
  String kind();

  /// From the source to the destination.
  long upBytes();

  /// From the destination to the source.
  long downBytes();

  /// What waits in this process to be written or acknowledged.
  default long queuedBytes() {
    return 0;
  }
}
