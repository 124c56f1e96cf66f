package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.Filters;
import io.turnpike.forward.filter.Piece;
import io.turnpike.forward.filter.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One direction of a connection through all of its filters. What a filter holds waits in front of
/// the next one, in order; ends and promises travel in the same queues, so that they overtake
/// nothing. Belongs to the connection's loop; without a timer or a channel of its own.
final class FilterLane {
  private final Direction direction;
  private final Exit exit;
  private final List<Stage> stages = new ArrayList<>();
  private final long mostHeldBytes;
  private long heldBytes;
  private boolean wakesUp;
  private long wakesUpNanos;
  private boolean over;

  /// Where the lane leads.
  interface Exit {
    /// The bytes are the exit's; empty ones carry nothing but their token.
    void leave(ByteBuf bytes, @Nullable Object token);

    /// A filter ends the connection, behind all that has left.
    void close(Filters.Named by, Verdict.Close close);

    /// A filter has thrown.
    void failed(Filters.Named filter, RuntimeException cause);

    /// Call [#advance] with this time when it has come.
    void wakeAt(long dueNanos);

    long nanoTime();
  }

  /// @param bytes empty for a token alone
  /// @param token comes out behind everything that went in before it
  private record Item(ByteBuf bytes, @Nullable Object token, long dueNanos) {}

  /// Stands for the end that a filter wants, on its way through the filters behind it.
  private record Closing(Filters.Named by, Verdict.Close close) {}

  private static final class Stage {
    private final Filters.Named filter;
    private final Queue<Item> held = new ArrayDeque<>();
    private long lastDueNanos;

    Stage(Filters.Named filter, long nowNanos) {
      this.filter = filter;
      this.lastDueNanos = nowNanos;
    }
  }

  /// @param filters in the order of going up
  FilterLane(Direction direction, List<Filters.Named> filters, Exit exit) {
    this.direction = direction;
    this.exit = exit;
    List<Filters.Named> inOrder = direction == Direction.UP ? filters : filters.reversed();
    long most = 0;
    for (Filters.Named each : inOrder) {
      stages.add(new Stage(each, exit.nanoTime()));
      most += each.filter().holdsAtMostBytes();
    }
    this.mostHeldBytes = most;
  }

  /// What the filters put in front; each one's passes those behind it.
  void begin() {
    for (int i = stages.size() - 1; i >= 0 && !over; i--) {
      Stage stage = stages.get(i);
      try {
        ByteBuf first = stage.filter.filter().begin(direction);
        if (first.isReadable()) {
          enter(i + 1, first, null);
        }
      } catch (RuntimeException e) {
        fail(stage, e);
      }
    }
  }

  /// @param bytes owned by the lane from here on
  /// @param token leaves with the last of these bytes, or alone when nothing of them passes
  void enter(ByteBuf bytes, @Nullable Object token) {
    enter(0, bytes, token);
  }

  private void enter(int index, ByteBuf bytes, @Nullable Object token) {
    if (over) {
      bytes.release();
      return;
    }
    if (index == stages.size()) {
      leave(bytes, token);
      return;
    }
    Stage stage = stages.get(index);
    if (!bytes.isReadable()) {
      hold(index, new Item(bytes, token, stage.lastDueNanos));
      return;
    }
    Verdict verdict;
    try {
      verdict = stage.filter.filter().filter(direction, bytes);
    } catch (RuntimeException e) {
      bytes.release();
      fail(stage, e);
      return;
    }
    switch (verdict) {
      case Verdict.Pass pass -> passed(index, bytes, pass.pieces(), token);
      case Verdict.Close close -> {
        passed(index, bytes, close.pieces(), token);
        var closing = new Closing(stage.filter, close);
        hold(index, new Item(Unpooled.EMPTY_BUFFER, closing, stage.lastDueNanos));
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is this very buffer
  private static boolean contains(List<Piece> pieces, ByteBuf chunk) {
    return pieces.stream().anyMatch(piece -> piece.bytes() == chunk);
  }

  private void passed(int index, ByteBuf chunk, List<Piece> pieces, @Nullable Object token) {
    Stage stage = stages.get(index);
    if (!contains(pieces, chunk)) {
      chunk.release();
    }
    long now = exit.nanoTime();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      long due = now + piece.holdNanos();
      if (due - stage.lastDueNanos > 0) {
        stage.lastDueNanos = due;
      }
      Object itsToken = i == pieces.size() - 1 ? token : null;
      hold(index, new Item(piece.bytes(), itsToken, stage.lastDueNanos));
    }
    if (pieces.isEmpty() && token != null) {
      hold(index, new Item(Unpooled.EMPTY_BUFFER, token, stage.lastDueNanos));
    }
  }

  /// In front of the next stage, until it is due and everything before it has gone.
  private void hold(int index, Item item) {
    Stage stage = stages.get(index);
    long wait = item.dueNanos - exit.nanoTime();
    if (stage.held.isEmpty() && wait <= 0) {
      go(index, item);
      return;
    }
    if (over) {
      item.bytes.release();
      return;
    }
    if (stage.held.isEmpty()) {
      wakeAt(item.dueNanos);
    }
    heldBytes += item.bytes.readableBytes();
    stage.held.add(item);
  }

  private void go(int index, Item item) {
    if (item.token instanceof Closing closing && !over) {
      closeBehind(index + 1, closing);
    } else {
      enter(index + 1, item.bytes, item.token);
    }
  }

  private void closeBehind(int index, Closing closing) {
    if (index == stages.size()) {
      exit.close(closing.by, closing.close);
    } else {
      hold(index, new Item(Unpooled.EMPTY_BUFFER, closing, stages.get(index).lastDueNanos));
    }
  }

  private void leave(ByteBuf bytes, @Nullable Object token) {
    exit.leave(bytes, token);
  }

  private void wakeAt(long dueNanos) {
    if (!wakesUp || dueNanos - wakesUpNanos < 0) {
      wakesUp = true;
      wakesUpNanos = dueNanos;
      exit.wakeAt(dueNanos);
    }
  }

  /// Lets go what is due.
  ///
  /// @param wokenNanos what [Exit#wakeAt] was told; an earlier call may have replaced it
  void advance(long wokenNanos) {
    if (!wakesUp || wokenNanos != wakesUpNanos) {
      return;
    }
    wakesUp = false;
    for (int i = stages.size() - 1; i >= 0; i--) {
      Stage stage = stages.get(i);
      for (Item next = stage.held.peek(); next != null; next = stage.held.peek()) {
        long wait = next.dueNanos - exit.nanoTime();
        if (wait > 0) {
          wakeAt(next.dueNanos);
          break;
        }
        stage.held.remove();
        heldBytes -= next.bytes.readableBytes();
        go(i, next);
      }
    }
  }

  /// Whether nothing more should come in for now.
  boolean isFull() {
    return heldBytes >= mostHeldBytes;
  }

  /// Whether more may come in again.
  boolean hasRoom() {
    return heldBytes <= mostHeldBytes / 4;
  }

  boolean isEmpty() {
    return stages.stream().allMatch(stage -> stage.held.isEmpty());
  }

  private void fail(Stage stage, RuntimeException cause) {
    if (!over) {
      exit.failed(stage.filter, cause);
    }
  }

  /// Drops what is held; nothing comes out any more.
  ///
  /// @return the tokens that will not come out
  List<Object> stop() {
    over = true;
    heldBytes = 0;
    List<Object> tokens = new ArrayList<>();
    for (Stage stage : stages) {
      for (Item item : stage.held) {
        item.bytes.release();
        if (item.token != null) {
          tokens.add(item.token);
        }
      }
      stage.held.clear();
    }
    return tokens;
  }
}
