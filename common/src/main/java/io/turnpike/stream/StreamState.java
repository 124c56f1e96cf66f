package io.turnpike.stream;

import io.turnpike.frame.ProtocolViolation;

/// The life of a stream as one end sees it (`protocol.md` §5.2). Pure.
enum StreamState {
  /// Opener: OPEN sent. From the start; to OPEN, OPENING_LOCAL_FIN, RESET.
  OPENING,
  /// Opener: OPEN and FIN sent. From OPENING; to LOCAL_FIN, RESET.
  OPENING_LOCAL_FIN,
  /// Acceptor: OPEN received, dialling. From the start; to OPEN, ACCEPTING_REMOTE_FIN, RESET.
  ACCEPTING,
  /// Acceptor: FIN received while dialling. From ACCEPTING; to REMOTE_FIN, RESET.
  ACCEPTING_REMOTE_FIN,
  /// Both directions carry DATA. From OPENING, ACCEPTING; to LOCAL_FIN, REMOTE_FIN, RESET.
  OPEN,
  /// This end has sent FIN. From OPEN, OPENING_LOCAL_FIN; to CLOSED, RESET.
  LOCAL_FIN,
  /// The other end has sent FIN. From OPEN, ACCEPTING_REMOTE_FIN; to CLOSED, RESET.
  REMOTE_FIN,
  /// Both have sent FIN: the end.
  CLOSED,
  /// Either end has sent RESET, or the tunnel was lost: the end.
  RESET;

  /// What can happen to a stream.
  enum Event {
    OPENED,
    LOCAL_FIN,
    REMOTE_FIN,
    RESET
  }

  /// The state after `event`; throws for what no honest peer causes. Local mistakes throw the same,
  /// and mean a bug.
  StreamState on(Event event) {
    return switch (event) {
      case OPENED ->
          switch (this) {
            case OPENING, ACCEPTING -> OPEN;
            case OPENING_LOCAL_FIN -> LOCAL_FIN;
            case ACCEPTING_REMOTE_FIN -> REMOTE_FIN;
            case OPEN, LOCAL_FIN, REMOTE_FIN, CLOSED, RESET -> throw illegal(event);
          };
      case LOCAL_FIN ->
          switch (this) {
            case OPENING -> OPENING_LOCAL_FIN;
            case OPEN -> LOCAL_FIN;
            case REMOTE_FIN -> CLOSED;
            case OPENING_LOCAL_FIN, ACCEPTING, ACCEPTING_REMOTE_FIN, LOCAL_FIN, CLOSED, RESET ->
                throw illegal(event);
          };
      case REMOTE_FIN ->
          switch (this) {
            case ACCEPTING -> ACCEPTING_REMOTE_FIN;
            case OPEN -> REMOTE_FIN;
            case LOCAL_FIN -> CLOSED;
            case OPENING, OPENING_LOCAL_FIN, ACCEPTING_REMOTE_FIN, REMOTE_FIN, CLOSED, RESET ->
                throw illegal(event);
          };
      case RESET -> this == CLOSED ? CLOSED : RESET;
    };
  }

  /// Whether the peer may send DATA now.
  boolean receives() {
    return this == ACCEPTING || this == OPEN || this == LOCAL_FIN;
  }

  /// Whether this end may send DATA now.
  boolean sends() {
    return this == OPENING || this == OPEN || this == REMOTE_FIN;
  }

  boolean isEnd() {
    return this == CLOSED || this == RESET;
  }

  private ProtocolViolation illegal(Event event) {
    return new ProtocolViolation(event + " in stream state " + this);
  }
}
