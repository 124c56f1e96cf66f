package io.turnpike.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Tcp;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All three programs with 64 MiB of heap and 64 MiB of direct memory, under more bulk streams and
/// stuck readers than fit: none of them ends, the streams that were there and move go on to their
/// end, byte for byte, no tunnel fails for want of memory, and behind it everything is as before.
class OverloadTest {
  private static final List<String> SMALL =
      List.of(
          "TURNPIKE_JAVA_OPTS=-Xmx64m -XX:MaxDirectMemorySize=64m -Dio.netty.maxDirectMemory="
              + (64 << 20));
  private static final int OLD = 20;
  private static final long OLD_BYTES = 3 << 20;
  private static final long OLD_BYTES_A_SECOND = 150_000;
  private static final int STUCK = 400;
  private static final byte FLOOD = 'f';
  private static final int KERNEL_BYTES = 64 << 10;
  private static final Duration CALM = Duration.ofSeconds(60);
  private static final int MOST_MORE_MIB = 60;

  @TempDir private Path directory;

  private static void serve(Socket socket) throws Exception {
    socket.setSendBufferSize(KERNEL_BYTES);
    int kind = socket.getInputStream().read();
    switch (kind) {
      case FLOOD -> flood(socket);
      case Transfers.ECHO -> Destination.echo(socket);
      default -> serveOld(socket, kind);
    }
  }

  private static void serveOld(Socket socket, int kind) {
    try {
      Transfers.serve(socket, kind);
    } catch (IOException e) {
      // its source tells
    }
  }

  private static void flood(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[1 << 16]);
      }
    } catch (IOException e) {
      // the test is over, or it is too much
    }
  }

  /// A source that never reads, or was refused.
  private static void stuck(Local local, List<Socket> all) {
    try {
      Socket source = Tcp.connect(local.entryPoint());
      all.add(source);
      source.getOutputStream().write(FLOOD);
    } catch (IOException e) {
      // refused
    }
  }

  private static Future<?> old(Local local, int number, ExecutorService threads) {
    var load = new Transfers.Load(number, OLD_BYTES, OLD_BYTES_A_SECOND);
    return threads.submit(() -> {
      if (number % 2 == 0) {
        Transfers.up(local.entryPoint(), load);
      } else {
        Transfers.down(local.entryPoint(), load);
      }
      return null;
    });
  }

  /// How many went on to their end in time.
  private static long ended(List<Future<?>> transfers) throws InterruptedException {
    long deadline = System.nanoTime() + CALM.toNanos();
    long ended = 0;
    for (Future<?> transfer : transfers) {
      try {
        transfer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        ended++;
      } catch (ExecutionException e) {
        System.out.println("a transfer has failed: " + e.getCause());
      } catch (TimeoutException e) {
        System.out.println("a transfer takes long");
      }
    }
    return ended;
  }

  private static boolean areBack(List<Footprint> before, List<Footprint> after) {
    for (int i = 0; i < before.size(); i++) {
      Footprint was = before.get(i);
      Footprint is = after.get(i);
      if (is.rest() > 0
          || is.ownFiles() > was.ownFiles() + 4
          || is.residentMib() > was.residentMib() + MOST_MORE_MIB) {
        return false;
      }
    }
    return true;
  }

  private static long count(String text, String line) {
    return Pattern.compile(line).matcher(text).results().count();
  }

  @Test
  void smallMemoryEndsNoProgramAndComesBack() throws Exception {
    List<Socket> stuck = new ArrayList<>();
    try (Local local =
            Local.start(directory, OverloadTest::serve, SMALL, "--send-buffer", "64KiB");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Footprint> before = local.footprints();
        List<Future<?>> transfers = new ArrayList<>();
        for (int i = 0; i < OLD; i++) {
          transfers.add(old(local, i, threads));
        }
        Await.until(
            () -> "open=" + local.destination().open(), () -> local.destination().open() == OLD);
        for (int i = 0; i < STUCK; i++) {
          stuck(local, stuck);
        }
        long ended = ended(transfers);
        List<Footprint> during = local.footprints();
        long refused =
            count(local.log(), "connections refused|too many bytes wait|direct memory is used");
        for (Socket source : stuck) {
          Tcp.reset(source);
        }
        Await.within( // one that finds no tunnel waits for --resume-timeout
            CALM,
            () -> "open=" + local.destination().open(),
            () -> local.destination().open() == 0);
        Await.within(
            CALM,
            () -> "before " + before + " after " + local.footprints(),
            () -> areBack(before, local.footprints()));
        assertEquals(OLD, ended, local::log);
        assertEquals(0, count(local.log(), "tunnel failed .*direct memory"), local::log);
        assertTrue(local.echoes(), local::log);
        assertTrue(local.areAlive(), local::log);
        Reliability.figure(
            "64 MiB of heap and of direct memory, %d streams that nobody reads".formatted(STUCK),
            "%d of %d transfers that were there went on to their end within a minute, byte for byte; %d lines about refusals and resets; before, meanwhile and after, of relay, reverse-proxy and entry-point: %s"
                .formatted(
                    ended, OLD, refused, Footprint.compare(before, during, local.footprints())));
      } catch (Exception | AssertionError e) {
        throw new AssertionError(local.log(), e);
      }
    } finally {
      for (Socket source : stuck) {
        source.close();
      }
    }
  }
}
