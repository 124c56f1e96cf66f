package io.turnpike.e2e.faults;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 500 streams whose readers take ten bytes a second from writers that write all they can, in
/// either direction: memory is bounded as `docs/reliability.md` computes it, and one more stream
/// goes on at its speed.
class SlowReadersTest {
  private static final int STREAMS = 500;
  private static final byte FLOOD = 'f';
  private static final byte TRICKLE = 't';
  private static final int KERNEL_BYTES = 64 << 10;
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final long MIB = 1 << 20;

  /// The windows, and what all of a session may grow by; at one edge for their readers, at the
  /// other for acknowledgements.
  private static final long COMPUTED_MIB = STREAMS / 4 + 64;

  /// What Netty's arenas keep around it.
  private static final long ARENAS_MIB = 32;

  /// Heap and native memory that the JVM keeps.
  private static final long MOST_MORE_MIB = 120;

  @TempDir private Path directory;
  private final AtomicBoolean over = new AtomicBoolean();

  private void serve(Socket socket) throws Exception {
    socket.setSendBufferSize(KERNEL_BYTES);
    int kind = socket.getInputStream().read();
    try {
      switch (kind) {
        case FLOOD -> flood(socket);
        case TRICKLE -> trickle(socket);
        case Transfers.ECHO -> Destination.echo(socket);
        default -> Transfers.serve(socket, kind);
      }
    } catch (IOException e) {
      if (!over.get()) {
        throw e;
      }
    }
  }

  private static void flood(Socket socket) throws IOException {
    byte[] chunk = new byte[1 << 16];
    while (true) {
      socket.getOutputStream().write(chunk);
    }
  }

  private void trickle(Socket socket) throws Exception {
    byte[] few = new byte[10];
    while (!over.get()) {
      if (socket.getInputStream().read(few) < 0) {
        return;
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  /// A source whose end is the test's business, and its reader or writer.
  private Socket open(Local local, byte kind) throws IOException {
    Socket source = Tcp.connect(local.entryPoint());
    source.setSoTimeout(0);
    source.setSendBufferSize(KERNEL_BYTES);
    source.getOutputStream().write(kind);
    Thread.ofVirtual()
        .start(() -> {
          try {
            if (kind == FLOOD) {
              trickle(source);
            } else {
              flood(source);
            }
          } catch (Exception e) {
            // the test closes it
          }
        });
    return source;
  }

  private static long millisOf(Local local, int mib) throws IOException {
    long began = System.nanoTime();
    Transfers.down(local.entryPoint(), new Transfers.Load(3, mib * MIB, 1L << 40));
    return (System.nanoTime() - began) / 1_000_000;
  }

  private static long beside(Local local) throws IOException {
    try {
      return millisOf(local, 64);
    } catch (IOException e) {
      throw new IOException(local.log(), e);
    }
  }

  /// Until it grows no more.
  private static List<Footprint> settled(Local local) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    long last = -1;
    List<Footprint> now = local.footprints();
    while (waiting(now) != last && System.nanoTime() < deadline) {
      last = waiting(now);
      TimeUnit.SECONDS.sleep(3);
      now = local.footprints();
    }
    return now;
  }

  private static long waiting(List<Footprint> all) {
    return all.stream().mapToLong(each -> each.sum("turnpike_waiting_bytes") / MIB).sum();
  }

  private static boolean areBack(List<Footprint> before, List<Footprint> after) {
    for (int i = 0; i < before.size(); i++) {
      Footprint was = before.get(i);
      Footprint is = after.get(i);
      if (is.rest() > 0
          || is.ownFiles() > was.ownFiles() + 4
          || is.buffersMib() > was.buffersMib() + ARENAS_MIB
          || is.residentMib() > was.residentMib() + MOST_MORE_MIB) {
        return false;
      }
    }
    return true;
  }

  @Test
  void ofSources() throws Exception {
    memoryIsBoundedAndOthersGoOn("sources", FLOOD);
  }

  @Test
  void ofDestinations() throws Exception {
    memoryIsBoundedAndOthersGoOn("destinations", TRICKLE);
  }

  private void memoryIsBoundedAndOthersGoOn(String readers, byte kind) throws Exception {
    List<Socket> sources = new ArrayList<>();
    try (Local local = Local.start(directory, this::serve, List.of(), "--send-buffer", "64KiB")) {
      millisOf(local, 64); // warms up
      long alone = millisOf(local, 64);
      List<Footprint> before = local.footprints();
      for (int i = 0; i < STREAMS; i++) {
        sources.add(open(local, kind));
      }
      List<Footprint> during = settled(local);
      long beside = beside(local);
      over.set(true);
      for (Socket source : sources) {
        Tcp.reset(source);
      }
      local.destination().awaitNone();
      Await.within(
          SETTLE,
          () -> "before " + before + " after " + local.footprints(),
          () -> areBack(before, local.footprints()));
      List<Footprint> after = local.footprints();
      Reliability.figure(
          "500 slow readers, " + readers,
          "before, meanwhile and after, of relay, reverse-proxy and entry-point: %s; %d MiB wait at both edges, at most %d at each as computed; 64 MiB beside them took %d ms, alone %d ms"
              .formatted(
                  Footprint.compare(before, during, after),
                  waiting(during),
                  COMPUTED_MIB,
                  beside,
                  alone));
      for (Footprint each : during) {
        assertTrue(each.buffersMib() <= COMPUTED_MIB * 2 + ARENAS_MIB, during::toString);
      }
    } finally {
      for (Socket source : sources) {
        source.close();
      }
    }
  }
}
