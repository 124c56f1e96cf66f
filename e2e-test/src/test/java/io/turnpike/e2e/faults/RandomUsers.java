package io.turnpike.e2e.faults;

import io.turnpike.e2e.Content;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Users that open one connection after another and send content on it, up, down, or there and
/// back, short and long, fast and slowly, idle in between, and some reset by one end; each byte and
/// each end is checked at both ends.
final class RandomUsers implements AutoCloseable {
  private static final int MOST_BITS = 22;
  private static final int MOST_SECONDS = 15;
  private static final int LEAST_RATE = 2_000;

  private final InetSocketAddress entryPoint;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> users = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong resets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  RandomUsers(InetSocketAddress entryPoint) {
    this.entryPoint = entryPoint;
  }

  /// @param seed of what they do; the same for the same user
  void start(int count, long seed) {
    for (int i = 0; i < count; i++) {
      var random = new Random(seed * 1000 + i);
      users.add(threads.submit(() -> use(random)));
    }
  }

  private Void use(Random random) throws Exception {
    while (!over.get()) {
      long length = 1 + random.nextInt(1 << (4 + random.nextInt(MOST_BITS - 3)));
      long rate = Math.max(LEAST_RATE, length / (1 + random.nextInt(MOST_SECONDS)));
      use(random.nextInt(7), new Transfers.Load(random.nextInt(1 << 20), length, rate));
      connections.incrementAndGet();
      bytes.addAndGet(length);
    }
    return null;
  }

  private void use(int how, Transfers.Load load) throws Exception {
    switch (how) {
      case 0, 1 -> Transfers.up(entryPoint, load);
      case 2, 3 -> Transfers.down(entryPoint, load);
      case 4 -> {
        Transfers.upAndReset(entryPoint, load);
        resets.incrementAndGet();
      }
      case 5 -> {
        Transfers.downAndReset(entryPoint, load);
        resets.incrementAndGet();
      }
      default -> thereAndBack(load);
    }
  }

  private void thereAndBack(Transfers.Load load) throws Exception {
    try (Socket socket = Transfers.connect(entryPoint, Transfers.ECHO)) {
      Future<?> writing =
          threads.submit(() -> {
            load.writeTo(socket.getOutputStream());
            socket.shutdownOutput();
            return null;
          });
      new Content(load.number(), load.bytes()).readFrom(socket.getInputStream());
      writing.get();
    }
  }

  /// Fails when one of them has failed.
  void check() throws Exception {
    for (Future<?> user : users) {
      if (user.isDone()) {
        user.get();
      }
    }
  }

  /// No new connections; waits for those that are there.
  void end(int seconds) throws Exception {
    over.set(true);
    for (Future<?> user : users) {
      user.get(seconds, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    over.set(true);
    threads.shutdownNow();
    threads.close();
  }

  /// What they did.
  @Override
  public String toString() {
    return "%,d connections (%,d of them reset by a user), %,d MiB"
        .formatted(connections.get(), resets.get(), bytes.get() >> 20);
  }
}
