/// What stops the build for a reason that one line says.
final class Failure extends RuntimeException {
  Failure(String message) {
    super(message);
  }
}
