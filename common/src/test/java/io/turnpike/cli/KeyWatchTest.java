package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
  private final AtomicInteger reloads = new AtomicInteger();

  private KeyWatch watch(Path... files) {
    return new KeyWatch(List.of(files), reloads::incrementAndGet, () -> {});
  }

  @Test
  void aFileIsReadOnceItHasChangedAndStayed(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("keys"), "one");
    try (KeyWatch watch = watch(file)) {
      watch.look();
      watch.look();
      assertEquals(0, reloads.get());
      Files.writeString(file, "one and");
      watch.look();
      assertEquals(0, reloads.get(), "it may be half written");
      Files.writeString(file, "one and two");
      watch.look();
      assertEquals(0, reloads.get(), "it was");
      watch.look();
      assertEquals(1, reloads.get());
      watch.look();
      watch.look();
      assertEquals(1, reloads.get());
    }
  }

  @Test
  void aFileMayComeAndGoAndBeReplacedBySomethingOfTheSameSizeAndTime(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("keys");
    try (KeyWatch watch = watch(file)) {
      Files.writeString(file, "one");
      look(watch);
      assertEquals(1, reloads.get());
      Path other = Files.writeString(directory.resolve("new"), "two");
      Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      look(watch);
      assertEquals(2, reloads.get());
      Files.delete(file);
      look(watch);
      assertEquals(3, reloads.get());
    }
  }

  @Test
  void aFileBehindASymbolicLinkIsSeen(@TempDir Path directory) throws Exception {
    Path first = Files.writeString(directory.resolve("first"), "one");
    Path second = Files.writeString(directory.resolve("second"), "two");
    Path link = Files.createSymbolicLink(directory.resolve("link"), first);
    try (KeyWatch watch = watch(link)) {
      Path newLink = Files.createSymbolicLink(directory.resolve("new"), second);
      Files.move(newLink, link, StandardCopyOption.ATOMIC_MOVE);
      look(watch);
      assertEquals(1, reloads.get());
    }
  }

  @Test
  void aSignalReadsAtOnceAndTheChangeIsNotReadAgain(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("keys"), "one");
    try (KeyWatch watch = watch(file)) {
      Files.writeString(file, "one and two");
      watch.reloadNow();
      look(watch);
      assertEquals(1, reloads.get());
    }
  }

  @Test
  void whoCannotWaitIsToldWhenTheFilesOfNowAreKnown(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("keys"), "one");
    try (KeyWatch watch = watch(file)) {
      var unchanged = watch.caughtUp();
      watch.look();
      assertTrue(unchanged.isDone(), "there is nothing to wait for");
      Files.writeString(file, "one and two");
      var changed = watch.caughtUp();
      assertFalse(changed.isDone());
      watch.look();
      assertFalse(changed.isDone(), "it may be half written");
      var later = watch.caughtUp();
      watch.look();
      assertTrue(changed.isDone());
      assertTrue(later.isDone());
      assertEquals(1, reloads.get());
    }
  }

  @Test
  void aFileThatChangesAllTheTimeKeepsNobodyWaiting(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("keys"), "");
    try (KeyWatch watch = watch(file)) {
      Files.writeString(file, "1");
      var answer = watch.caughtUp();
      watch.look();
      Files.writeString(file, "12");
      watch.look();
      assertTrue(answer.isDone());
      assertEquals(0, reloads.get());
    }
  }

  private static void look(KeyWatch watch) {
    watch.look();
    watch.look();
  }
}
