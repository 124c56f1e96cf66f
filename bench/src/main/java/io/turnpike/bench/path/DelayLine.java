package io.turnpike.bench.path;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// One direction of a link: a thread reads packets from one device into a ring, another writes each
/// to the other device when it is due. Nothing is dropped here: when the ring is full, packets wait
/// in the queue of the device.
///
/// A record of the ring: length (8 bytes), when it is due in [System#nanoTime] (8), the packet, and
/// up to 7 bytes of padding. The last record may reach beyond the end, for which there is room.
final class DelayLine implements AutoCloseable {
  private static final int RING_BYTES = 64 << 20;
  private static final int HEADER_BYTES = 16;
  private static final int MAX_RECORD_BYTES = HEADER_BYTES + Tun.MAX_PACKET_BYTES + 7;
  private static final int POLL_MILLIS = 100;
  private static final long FULL_NANOS = 200_000;

  /// The least time to sleep. TCP that paces sends many small packets; a wake-up for each would
  /// take the processor that the programs need.
  private static final long GRAIN_NANOS = 50_000;

  private final Tun from;
  private final Tun to;
  private final long delayNanos;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment ring = arena.allocate(RING_BYTES + MAX_RECORD_BYTES, Long.BYTES);
  private final AtomicLong writtenBytes = new AtomicLong();
  private final AtomicLong readBytes = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Thread reader;
  private final Thread writer;
  private volatile boolean over;

  private DelayLine(String name, Tun from, Tun to, Duration delay) {
    this.from = from;
    this.to = to;
    this.delayNanos = delay.toNanos();
    reader = thread(name + "-in", this::read);
    writer = thread(name + "-out", this::write);
  }

  static DelayLine start(String name, Tun from, Tun to, Duration delay) {
    DelayLine line = new DelayLine(name, from, to, delay);
    line.reader.start();
    line.writer.start();
    return line;
  }

  /// How many packets the far device did not take.
  long refused() {
    return refused.get();
  }

  @Override
  public void close() {
    over = true;
    awaitEnd(reader);
    awaitEnd(writer);
    arena.close();
  }

  /// Even when interrupted: the memory must not go while the thread uses it.
  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws IOException {
    MemorySegment scratch = arena.allocate(Long.BYTES);
    int at = 0;
    boolean busy = false;
    while (!over) {
      if (writtenBytes.getPlain() - readBytes.getAcquire() > RING_BYTES - MAX_RECORD_BYTES) {
        LockSupport.parkNanos(FULL_NANOS);
        continue;
      }
      long length = from.read(ring.asSlice(at + HEADER_BYTES, Tun.MAX_PACKET_BYTES));
      if (length < 0) {
        if (busy) {
          LockSupport.parkNanos(GRAIN_NANOS);
        } else {
          from.awaitPacket(scratch, POLL_MILLIS);
        }
        busy = false;
        continue;
      }
      busy = true;
      ring.set(JAVA_LONG, at, length);
      ring.set(JAVA_LONG, at + Long.BYTES, System.nanoTime() + delayNanos);
      writtenBytes.setRelease(writtenBytes.getPlain() + recordBytes(length));
      at = next(at, length);
    }
  }

  private void write() throws IOException {
    int at = 0;
    while (!over) {
      if (readBytes.getPlain() == writtenBytes.getAcquire()) {
        // Whatever comes meanwhile is not due before the whole delay.
        LockSupport.parkNanos(delayNanos / 2);
        continue;
      }
      long length = ring.get(JAVA_LONG, at);
      long due = ring.get(JAVA_LONG, at + Long.BYTES);
      for (long now = System.nanoTime(); now < due && !over; now = System.nanoTime()) {
        LockSupport.parkNanos(Math.max(GRAIN_NANOS, due - now));
      }
      if (!to.write(ring.asSlice(at + HEADER_BYTES, length))) {
        refused.incrementAndGet();
      }
      readBytes.setRelease(readBytes.getPlain() + recordBytes(length));
      at = next(at, length);
    }
  }

  private static int next(int at, long length) {
    int next = at + recordBytes(length);
    return next >= RING_BYTES ? 0 : next;
  }

  private static int recordBytes(long length) {
    return (int) ((HEADER_BYTES + length + 7) & ~7L);
  }

  private static Thread thread(String name, Loop loop) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .unstarted(() -> {
          try {
            loop.run();
          } catch (IOException e) {
            System.err.println("bench: " + name + " ended: " + e.getMessage());
          }
        });
  }

  /// What a thread of a line does until the end.
  private interface Loop {
    void run() throws IOException;
  }
}
