package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
  /// Signals 1 and 2, as the mask in `/proc` has them.
  private static final long HUP_AND_INT = 0b11;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /// Who starts this in the background of a script, or with nohup, has them ignored for good.
  @BeforeEach
  void signalsAreNotIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      long ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
              .findFirst()
              .orElse(0);
      assumeTrue((ignored & HUP_AND_INT) == 0, "SIGHUP or SIGINT is ignored in this process");
    }
  }

  @Test
  void drainsFirstAndEndsAtOnceTheSecondTime() throws Exception {
    CountDownLatch drained = new CountDownLatch(1);
    Runnable drain =
        () -> {
          events.add("drain");
          try {
            drained.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (Signals signals = Signals.install(code -> events.add("halt " + code))) {
      signals.serve(drain, () -> {});
      raise("TERM");
      assertEquals("drain", next());
      raise("INT");
      assertEquals("halt 1", next());
      drained.countDown();
    }
  }

  @Test
  void reloadsEachTime() throws Exception {
    try (Signals signals = Signals.install()) {
      signals.serve(() -> {}, () -> events.add("reload"));
      raise("HUP");
      assertEquals("reload", next());
      raise("HUP");
      assertEquals("reload", next());
    }
  }

  @Test
  void outlivesAReloadThatFails() throws Exception {
    Runnable reload =
        () -> {
          events.add("reload");
          throw new IllegalStateException("part of this test");
        };
    try (Signals signals = Signals.install()) {
      signals.serve(() -> {}, reload);
      raise("HUP");
      assertEquals("reload", next());
      raise("HUP");
      assertEquals("reload", next());
    }
  }

  @Test
  void whatComesBeforeTheProgramServesIsDoneThen() throws Exception {
    try (OsSignal outer = OsSignal.handle("HUP", () -> events.add("outer"));
        Signals signals = Signals.install(code -> events.add("halt " + code))) {
      raise("HUP");
      raise("TERM");
      assertNull(events.poll(200, TimeUnit.MILLISECONDS));
      signals.serve(() -> events.add("drain"), () -> events.add("reload"));
      assertEquals("reload", next());
      assertEquals("drain", next());
      raise("HUP");
      assertEquals("reload", next());
      assertNull(events.poll());
    }
  }

  @Test
  void givesASignalBack() throws Exception {
    try (OsSignal outer = OsSignal.handle("HUP", () -> events.add("outer"))) {
      OsSignal.handle("HUP", () -> events.add("inner")).close();
      raise("HUP");
      assertEquals("outer", next());
    }
  }

  @Test
  void saysThatASignalDoesNotExist() {
    var e =
        assertThrows(UnsupportedOperationException.class, () -> OsSignal.handle("NONE", () -> {}));
    assertEquals("Unknown signal: NONE", e.getMessage());
  }

  private String next() throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  private static void raise(String name) {
    sun.misc.Signal.raise(new sun.misc.Signal(name));
  }
}
