package io.turnpike.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the process does on signals: SIGTERM and SIGINT drain it, a second one of either ends it at
/// once with exit code 1 (what was still connected is cut); SIGHUP reloads keys and certificates.
///
/// A signal that the system does not have (SIGHUP on Windows) or that the JVM keeps for itself
/// (`-Xrs`) is left out. Each callback runs on a thread of its own.
public final class Signals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private final IntConsumer halt;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final List<OsSignal> handled = new ArrayList<>();
  private @Nullable Actions actions;
  private @Nullable ServiceManager manager;
  private boolean reloadWanted;

  private record Actions(Runnable drain, Runnable reload) {}

  private Signals(IntConsumer halt) {
    this.halt = halt;
  }

  /// Handles signals from now on, until the result is closed. What comes before [#serve] is done
  /// then, so that a signal during the start ends nothing.
  public static Signals install() {
    return install(Runtime.getRuntime()::halt);
  }

  static Signals install(IntConsumer halt) {
    Signals signals = new Signals(halt);
    signals.handle("TERM", signals::stop);
    signals.handle("INT", signals::stop);
    signals.handle("HUP", signals::reload);
    return signals;
  }

  /// Says what the signals do, and tells the service manager, if there is one, that the program
  /// serves.
  ///
  /// @param loop one of the program's event loops; while it does nothing, the watchdog hears
  ///   nothing
  /// @param status what the program does, in a few words
  public void serve(Runnable drain, Runnable reload, Executor loop, Supplier<String> status) {
    ServiceManager told =
        ServiceManager.of(System.getenv(), ProcessHandle.current().pid()).orElse(null);
    if (told == null) {
      serve(drain, reload);
      return;
    }
    manager = told;
    told.ready(loop, status);
    serve(
        () -> {
          told.stopping();
          drain.run();
        },
        () -> told.reloading(reload));
  }

  /// Says what the signals do.
  public void serve(Runnable drain, Runnable reload) {
    synchronized (this) {
      actions = new Actions(drain, reload);
    }
    if (reloadWanted) {
      reload.run();
    }
    if (draining.get()) {
      drain.run();
    }
  }

  /// Gives the signals back to whoever had them.
  @Override
  public void close() {
    handled.forEach(OsSignal::close);
    handled.clear();
    if (manager != null) {
      manager.close();
    }
  }

  private void stop() {
    if (!draining.compareAndSet(false, true)) {
      Logging.flush();
      halt.accept(ExitCode.FAILED.code());
      return;
    }
    Actions now = actions();
    if (now != null) {
      now.drain().run();
    }
  }

  private void reload() {
    Actions now;
    synchronized (this) {
      now = actions;
      reloadWanted = now == null;
    }
    if (now != null) {
      now.reload().run();
    }
  }

  private synchronized @Nullable Actions actions() {
    return actions;
  }

  private void handle(String name, Runnable action) {
    try {
      handled.add(OsSignal.handle(name, () -> runLogged(name, action)));
    } catch (UnsupportedOperationException e) {
      log.debug("signal {} is not handled: {}", name, e.getMessage());
    }
  }

  private static void runLogged(String name, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("could not handle SIG{}", name, e);
    }
  }
}
