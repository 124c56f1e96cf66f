package io.turnpike.cli;

import io.turnpike.admin.Subject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a program's admin endpoint is, if there is to be one; to be mixed in. Without `--admin`
/// nothing of the endpoint is loaded.
@SuppressWarnings("NullAway.Init") // picocli sets every field
public final class AdminOptions {
  static final String ADMIN = "--admin";

  @Option(
      names = ADMIN,
      order = 800,
      paramLabel = "ADDRESS",
      description =
          "Show health, status, metrics and a dashboard there: 127.0.0.1:PORT or unix:PATH.")
  private @Nullable String admin;

  @Option(
      names = "--admin-remote",
      order = 801,
      description = "Let --admin be an address that others reach: they see health and metrics.")
  private boolean adminRemote;

  /// Refuses what cannot be meant, before anything is started.
  ///
  /// @throws UserError when the address is wrong, or open to others and not said so
  public void check() {
    if (admin != null) {
      AdminStart.check(admin, adminRemote);
    }
  }

  /// Opens the endpoint, if one is wanted.
  ///
  /// @param program by its name
  /// @param subject made only then
  /// @return to be closed before the program
  /// @throws UserError when it cannot listen there
  public Endpoint open(String program, Supplier<Subject> subject) {
    return admin == null ? () -> {} : AdminStart.open(admin, program, subject.get());
  }

  /// An open endpoint, or none.
  @FunctionalInterface
  public interface Endpoint extends AutoCloseable {
    @Override
    void close();
  }
}
