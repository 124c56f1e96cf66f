package io.turnpike.metric;

/// What the flows of one kind come to.
///
/// @param open now
/// @param begun since the start, with those that have ended
/// @param upBytes of all of them, as are the others
public record FlowSum(long open, long begun, long upBytes, long downBytes, long queuedBytes) {
  public static final FlowSum NONE = new FlowSum(0, 0, 0, 0, 0);

  public FlowSum plus(FlowSum other) {
    return new FlowSum(
        open + other.open,
        begun + other.begun,
        upBytes + other.upBytes,
        downBytes + other.downBytes,
        queuedBytes + other.queuedBytes);
  }

  static FlowSum ofLive(Flow flow) {
    return new FlowSum(1, 1, flow.upBytes(), flow.downBytes(), flow.queuedBytes());
  }

  static FlowSum ofEnded(Flow flow) {
    return new FlowSum(0, 1, flow.upBytes(), flow.downBytes(), 0);
  }
}
