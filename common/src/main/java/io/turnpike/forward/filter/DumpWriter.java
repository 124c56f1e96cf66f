package io.turnpike.forward.filter;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes files on a thread of its own, in the order in which it was asked to. Any thread.
final class DumpWriter {
  private static final Logger log = LoggerFactory.getLogger(DumpWriter.class);
  private static final long MOST_PENDING_BYTES = 8 << 20;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("dump", true));
  private final AtomicLong pendingBytes = new AtomicLong();
  private final Map<Path, OutputStream> open = new HashMap<>(); // of the thread

  /// @return whether the disk is behind, and the caller should take its time
  boolean append(Path file, byte[] bytes) {
    long pending = pendingBytes.addAndGet(bytes.length);
    thread.execute(() -> write(file, bytes));
    return pending > MOST_PENDING_BYTES;
  }

  /// Behind what was appended.
  void close(Path file) {
    thread.execute(() -> closeNow(file));
  }

  private void write(Path file, byte[] bytes) {
    try {
      @Nullable OutputStream out = open.get(file);
      if (out == null) {
        out = Files.newOutputStream(file);
        open.put(file, out);
      }
      out.write(bytes);
    } catch (IOException e) {
      log.warn("dump is incomplete file={} reason=\"{}\"", file, e.getMessage());
    } finally {
      pendingBytes.addAndGet(-bytes.length);
    }
  }

  private void closeNow(Path file) {
    try {
      @Nullable OutputStream out = open.remove(file);
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      log.warn("dump is incomplete file={} reason=\"{}\"", file, e.getMessage());
    }
  }
}
