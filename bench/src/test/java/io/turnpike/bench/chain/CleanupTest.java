package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void whatCameLastGoesFirstAndOnlyOnce() {
    Cleanup cleanup = new Cleanup();
    cleanup.add(() -> closed.add("first"));
    AutoCloseable second = cleanup.add(() -> closed.add("second"));
    cleanup.add(() -> closed.add("third"));

    cleanup.close(second);
    cleanup.close();
    cleanup.close();

    assertEquals(List.of("second", "third", "first"), closed);
  }

  @Test
  void whatComesAfterTheEndIsClosedAtOnce() {
    Cleanup cleanup = new Cleanup();
    cleanup.close();

    assertThrows(Failure.class, () -> cleanup.add(() -> closed.add("late")));
    assertEquals(List.of("late"), closed);
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthers() {
    Cleanup cleanup = new Cleanup();
    cleanup.add(() -> closed.add("first"));
    cleanup.add(() -> {
      throw new IllegalStateException("on purpose");
    });

    cleanup.close();

    assertEquals(List.of("first"), closed);
  }
}
