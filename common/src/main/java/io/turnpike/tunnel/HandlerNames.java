package io.turnpike.tunnel;

/// The names of the handlers in the pipelines of an edge and of the relay.
///
/// ```
/// relay, new        stranger | outer-tls | frame-decoder | frame-encoder | hello    | failure
/// relay, control    outer-tls | frame-decoder | frame-encoder | control  | failure
/// relay, pending    outer-tls | frame-decoder | frame-encoder | pending  | failure
/// relay, paired     forwarder | failure
/// edge, dialling    outer-tls | frame-decoder | frame-encoder | hello    | failure
/// edge, control     outer-tls | frame-decoder | frame-encoder | control  | failure
/// edge, pending     outer-tls | frame-decoder | frame-encoder | pending  | failure
/// edge, paired      inner-tls | frame-encoder | securing | failure
/// edge, carrying    inner-tls | frame-decoder | frame-encoder | carrying-tunnel | failure
/// ```
public final class HandlerNames {
  public static final String STRANGER = "stranger";
  public static final String OUTER_TLS = "outer-tls";
  public static final String INNER_TLS = "inner-tls";
  public static final String FRAME_DECODER = "frame-decoder";
  public static final String FRAME_ENCODER = "frame-encoder";
  public static final String HELLO = "hello";
  public static final String CONTROL = "control";
  public static final String PENDING = "pending";
  public static final String SECURING = "securing";
  public static final String BIND = "bind";
  public static final String FORWARDER = "forwarder";
  public static final String FAILURE = "failure";

  private HandlerNames() {}
}
