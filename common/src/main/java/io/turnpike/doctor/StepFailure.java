package io.turnpike.doctor;

/// A step that was waited for has failed.
final class StepFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean late;

  /// @param late whether it has not failed, but took too long
  StepFailure(Throwable cause, boolean late) {
    super(cause);
    this.late = late;
  }

  boolean isLate() {
    return late;
  }

  Throwable reason() {
    Throwable reason = getCause();
    return reason == null ? this : reason;
  }
}
