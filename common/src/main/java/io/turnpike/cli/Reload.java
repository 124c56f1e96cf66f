package io.turnpike.cli;

import io.turnpike.identity.KeyFileException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration of a running program again, and has it go by what may change while it
/// runs; says what needs a restart. What is wrong leaves everything as it was.
///
/// On the thread of a signal.
///
/// @param <C> the program's command
public final class Reload<C extends ServiceCommand> implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final CommonOptions options;
  private final Supplier<C> fresh;
  private final Applier<C> applier;
  private final Effective started;
  private Effective running;

  /// What a program does with a configuration that has been read.
  ///
  /// @param <C> its command
  @FunctionalInterface
  public interface Applier<C> {
    /// Changes all of it, or throws and changes nothing.
    void apply(C command) throws IOException, KeyFileException;
  }

  /// @param options of the command that runs
  /// @param fresh makes one of the same kind
  public Reload(CommonOptions options, Supplier<C> fresh, Applier<C> applier) {
    this.options = options;
    this.fresh = fresh;
    this.applier = applier;
    this.started = options.effective();
    this.running = started;
  }

  @Override
  public synchronized void run() {
    C command = fresh.get();
    try {
      Effective next = options.readAgain(command);
      try {
        applier.apply(command);
      } catch (UserError e) {
        throw UserError.usage(next.located(e.line()));
      }
      report(next, command.reloadable());
      running = next;
    } catch (UserError | IOException | KeyFileException e) {
      log.error("configuration not reloaded, the old one stays: {}", e.getMessage());
    }
  }

  private void report(Effective next, Set<String> reloadable) {
    List<String> applied =
        running.changedIn(next).stream().map(Setting::name).filter(reloadable::contains).toList();
    log.info("configuration reloaded changed={}", applied);
    for (Setting changed : started.changedIn(next)) {
      if (!reloadable.contains(changed.name())) {
        log.warn(
            "needs a restart: {} {} (running with {})",
            changed.name(),
            changed.shown(),
            started.of(changed.name()).shown());
      }
    }
  }
}
