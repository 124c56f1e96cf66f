package io.turnpike.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads key files again when they change, and lets their owner look at the clock: four times a
/// second, on a thread of its own.
///
/// Asks for time, size and inode instead of waiting to be told (`WatchService`): that would miss a
/// file replaced behind a symbolic link, as container platforms do it, and files of a network. A
/// file is read once it has stayed the same for one look, so seldom half written; then at most half
/// a second has passed. Whoever cannot wait for that asks [#caughtUp].
public final class KeyWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);
  private static final long LOOK_MILLIS = 250;

  private final List<Path> files;
  private final Runnable reload;
  private final Runnable tick;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("key-watch").factory());
  private List<Stamp> loaded;
  private List<Stamp> last;
  private List<CompletableFuture<Void>> asked = new ArrayList<>();
  private List<CompletableFuture<Void>> askedBefore = new ArrayList<>();

  /// What a file looks like from outside; all empty when it is not there.
  private record Stamp(@Nullable FileTime modified, long bytes, @Nullable Object key) {
    private static final Stamp NONE = new Stamp(null, -1, null);

    static Stamp of(Path file) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException e) {
        return NONE;
      }
    }
  }

  /// @param files as they were just read
  /// @param reload reads them; on this watch's thread, or a signal's
  /// @param tick run at each look
  public KeyWatch(List<Path> files, Runnable reload, Runnable tick) {
    this.files = List.copyOf(files);
    this.reload = reload;
    this.tick = tick;
    this.loaded = stamps();
    this.last = loaded;
  }

  public void start() {
    thread.scheduleWithFixedDelay(
        this::lookSafely, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private List<Stamp> stamps() {
    return files.stream().map(Stamp::of).toList();
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      log.error("this is a fault of the program", e);
    }
  }

  synchronized void look() {
    List<Stamp> now = stamps();
    if (!Objects.equals(now, loaded) && Objects.equals(now, last)) {
      reloadNow();
    }
    last = now;
    answer(Objects.equals(now, loaded));
    tick.run();
  }

  /// Done when the files as they are now have been looked at, and read if they have changed: within
  /// two looks. Nothing is read more often for it, so strangers may be the cause. Any thread; done
  /// on this watch's.
  public synchronized CompletableFuture<Void> caughtUp() {
    var answer = new CompletableFuture<Void>();
    asked.add(answer);
    return answer;
  }

  /// @param settled whether what was seen is what is loaded; else one more look is waited for
  private void answer(boolean settled) {
    List<CompletableFuture<Void>> due = askedBefore;
    askedBefore = new ArrayList<>();
    if (settled) {
      due.addAll(asked);
    } else {
      askedBefore.addAll(asked);
    }
    asked = new ArrayList<>();
    due.forEach(each -> each.complete(null));
  }

  /// Reads the files whether they have changed or not: SIGHUP. Any thread.
  public synchronized void reloadNow() {
    loaded = stamps();
    last = loaded;
    reload.run();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
