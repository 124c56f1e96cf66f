package io.turnpike.cli;

import io.turnpike.net.NotifySocket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd, or whoever else set NOTIFY_SOCKET, how the program is: `sd_notify(3)`. Any
/// thread.
///
/// With a watchdog (WATCHDOG_USEC) it says so at half of that time, but only when an event loop has
/// done something meanwhile: a program whose loop is stuck is started again.
final class ServiceManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
  private static final long STATUS_MICROS = 10_000_000;
  private static final long LEAST_MICROS = 1_000;

  private final Predicate<String> send;
  private final long watchdogMicros;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("service-manager").factory());
  private volatile boolean loopAnswered = true;
  private volatile boolean stopping;
  private String status = "";

  /// @param send a datagram; whether it went
  /// @param watchdogMicros how often to say that the program lives, at least; 0: not at all
  ServiceManager(Predicate<String> send, long watchdogMicros) {
    this.send = send;
    this.watchdogMicros = watchdogMicros;
  }

  /// The one that started this process, if it wants to be told.
  static Optional<ServiceManager> of(Map<String, String> environment, long pid) {
    String socket = environment.get("NOTIFY_SOCKET");
    if (socket == null || socket.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ServiceManager(new NotifySocket(socket)::send, watchdogMicros(environment, pid)));
    } catch (IllegalArgumentException e) {
      log.warn("NOTIFY_SOCKET: {}", e.getMessage());
    } catch (LinkageError e) {
      log.warn("NOTIFY_SOCKET: not on this system: {}", e.toString());
    }
    return Optional.empty();
  }

  private static long watchdogMicros(Map<String, String> environment, long pid) {
    String forPid = environment.get("WATCHDOG_PID");
    if (forPid != null && !forPid.equals(Long.toString(pid))) {
      return 0;
    }
    try {
      return Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// The program serves now.
  ///
  /// @param loop one of its event loops
  /// @param now what it does, in a few words; asked on a thread of this object
  void ready(Executor loop, Supplier<String> now) {
    status = now.get();
    tell("READY=1\nSTATUS=" + status);
    long half = watchdogMicros / 2;
    if (half >= LEAST_MICROS) {
      every(half, () -> watch(loop));
    }
    every(STATUS_MICROS, () -> status(now.get()));
  }

  private void every(long micros, Runnable action) {
    thread.scheduleAtFixedRate(
        () -> {
          try {
            action.run();
          } catch (RuntimeException e) {
            log.error("this is a fault of the program", e);
          }
        },
        micros,
        micros,
        TimeUnit.MICROSECONDS);
  }

  private void watch(Executor loop) {
    if (loopAnswered) {
      tell("WATCHDOG=1");
      loopAnswered = false;
      loop.execute(() -> loopAnswered = true);
    }
  }

  private void status(String now) {
    if (!now.equals(status) && !stopping) {
      status = now;
      tell("STATUS=" + now);
    }
  }

  /// Around a reload: nothing may be asked of the program meanwhile.
  void reloading(Runnable reload) {
    tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    try {
      reload.run();
    } finally {
      tell("READY=1");
    }
  }

  void stopping() {
    stopping = true;
    tell("STOPPING=1\nSTATUS=draining");
  }

  private void tell(String text) {
    if (!send.test(text)) {
      log.debug("the service manager was not told: {}", text);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
