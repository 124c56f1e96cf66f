package io.turnpike.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.Filter;
import io.turnpike.forward.filter.Filters;
import io.turnpike.forward.filter.Piece;
import io.turnpike.forward.filter.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterLaneTest {
  /// What came out, in order: bytes as text, tokens in brackets.
  private final StringBuilder out = new StringBuilder();

  private final PriorityQueue<Long> wakes = new PriorityQueue<>();
  private int wakesAsked;
  private long now = 1000;

  private final class RecordingExit implements FilterLane.Exit {
    @Override
    public void leave(ByteBuf bytes, @Nullable Object token) {
      out.append(bytes.toString(US_ASCII)).append(token == null ? "" : "<" + token + ">");
      bytes.release();
    }

    @Override
    public void close(Filters.Named by, Verdict.Close close) {
      out.append(close.reset() ? "RESET " : "CLOSE ").append(by.text());
    }

    @Override
    public void failed(Filters.Named filter, RuntimeException cause) {
      out.append("FAILED ").append(filter.text()).append(' ').append(cause.getMessage());
    }

    @Override
    public void wakeAt(long dueNanos) {
      wakesAsked++;
      wakes.add(dueNanos);
    }

    @Override
    public long nanoTime() {
      return now;
    }
  }

  private FilterLane lane(Direction direction, Filters.Named... filters) {
    return new FilterLane(direction, List.of(filters), new RecordingExit());
  }

  private static Filters.Named named(String name, Filter filter) {
    return new Filters.Named(name, filter);
  }

  private static Filters.Named tag(String name) {
    return named(
        name,
        (_, chunk) ->
            Verdict.pass(Unpooled.copiedBuffer(chunk.toString(US_ASCII) + name, US_ASCII)));
  }

  private static Filters.Named hold(long nanos) {
    return named("hold", (_, chunk) -> new Verdict.Pass(List.of(new Piece(chunk, nanos))));
  }

  private static Filters.Named holdDigits(long nanosEach) {
    return named(
        "digits",
        (_, chunk) ->
            new Verdict.Pass(
                List.of(new Piece(chunk, nanosEach * (chunk.getByte(chunk.readerIndex()) - '0')))));
  }

  private static void enter(FilterLane lane, String text, @Nullable Object token) {
    lane.enter(Unpooled.copiedBuffer(text, US_ASCII), token);
  }

  private void pass(FilterLane lane, long nanos) {
    long until = now + nanos;
    while (!wakes.isEmpty() && wakes.peek() <= until) {
      now = Math.max(now, wakes.remove());
      lane.advance(now);
    }
    now = until;
  }

  @Test
  void requestsPassInOrderAndResponsesInReverse() {
    enter(lane(Direction.UP, tag("1"), tag("2"), tag("3")), "x", null);
    enter(lane(Direction.DOWN, tag("1"), tag("2"), tag("3")), "y", null);
    assertEquals("x123y321", out.toString());
  }

  @Test
  void whatIsHeldIsLateOnceAndInOrder() {
    FilterLane lane = lane(Direction.UP, hold(50));
    enter(lane, "a", null);
    pass(lane, 20);
    enter(lane, "b", null);
    enter(lane, "c", null);
    pass(lane, 29);
    assertEquals("", out.toString());
    pass(lane, 1);
    assertEquals("a", out.toString());
    pass(lane, 20);
    assertEquals("abc", out.toString());
    assertTrue(lane.isEmpty());
  }

  @Test
  void nothingOvertakesWhatIsHeldLonger() {
    FilterLane lane = lane(Direction.UP, holdDigits(10));
    enter(lane, "5", null);
    enter(lane, "0", null);
    enter(lane, "3", "end");
    pass(lane, 49);
    assertEquals("", out.toString());
    pass(lane, 1);
    assertEquals("503<end>", out.toString());
  }

  @Test
  void endsAndPromisesWaitBehindWhatIsHeld() {
    FilterLane lane = lane(Direction.UP, hold(10), tag("!"), hold(10));
    enter(lane, "a", "first");
    enter(lane, "", "end");
    assertFalse(lane.isEmpty());
    pass(lane, 19);
    assertEquals("", out.toString());
    pass(lane, 1);
    assertEquals("a!<first><end>", out.toString());
  }

  @Test
  void aTokenLeavesWithTheLastPieceOrAlone() {
    Filters.Named split =
        named(
            "split",
            (_, chunk) ->
                new Verdict.Pass(
                    List.of(
                        Piece.of(chunk.readRetainedSlice(1)),
                        Piece.of(chunk.readRetainedSlice(1)))));
    enter(lane(Direction.UP, split, tag(".")), "ab", "t");
    assertEquals("a.b.<t>", out.toString());
    out.setLength(0);
    enter(lane(Direction.UP, named("drop", (_, _) -> Verdict.drop())), "ab", "t");
    assertEquals("<t>", out.toString());
  }

  @Test
  void anEndByAFilterWaitsBehindWhatPassed() {
    Filters.Named quota =
        named(
            "quota",
            (_, chunk) ->
                new Verdict.Close(List.of(Piece.of(chunk.readRetainedSlice(1))), false, "enough"));
    FilterLane lane = lane(Direction.UP, quota, hold(10));
    enter(lane, "abc", null);
    assertEquals("", out.toString());
    pass(lane, 10);
    assertEquals("aCLOSE quota", out.toString());
  }

  @Test
  void aFilterThatThrowsIsTold() {
    FilterLane lane =
        lane(
            Direction.UP,
            named(
                "bad",
                (_, chunk) -> {
                  throw new IllegalStateException("on purpose");
                }));
    ByteBuf chunk = Unpooled.copiedBuffer("a", US_ASCII);
    lane.enter(chunk, null);
    assertEquals("FAILED bad on purpose", out.toString());
    assertEquals(0, chunk.refCnt());
  }

  @Test
  void isFullAndHasRoomAgain() {
    Filters.Named small =
        named(
            "small",
            new Filter() {
              @Override
              public Verdict filter(Direction direction, ByteBuf chunk) {
                return new Verdict.Pass(List.of(new Piece(chunk, 10)));
              }

              @Override
              public long holdsAtMostBytes() {
                return 4;
              }
            });
    FilterLane lane = lane(Direction.UP, small);
    enter(lane, "abc", null);
    assertFalse(lane.isFull());
    enter(lane, "d", null);
    assertTrue(lane.isFull());
    assertFalse(lane.hasRoom());
    pass(lane, 10);
    assertTrue(lane.hasRoom());
    assertEquals("abcd", out.toString());
  }

  @Test
  void stoppingReleasesWhatIsHeldAndGivesTheTokensBack() {
    FilterLane lane = lane(Direction.UP, hold(10));
    ByteBuf bytes = Unpooled.copiedBuffer("abc", US_ASCII);
    lane.enter(bytes, "t");
    assertEquals(List.of("t"), lane.stop());
    assertEquals(0, bytes.refCnt());
    pass(lane, 100);
    enter(lane, "x", null);
    assertEquals("", out.toString());
  }

  @Test
  void firstBytesPassTheFiltersBehindTheOneThatAddsThem() {
    List<Filters.Named> filters = new ArrayList<>();
    filters.add(tag("1"));
    filters.add(
        named(
            "first",
            new Filter() {
              @Override
              public Verdict filter(Direction direction, ByteBuf chunk) {
                return Verdict.pass(chunk);
              }

              @Override
              public ByteBuf begin(Direction direction) {
                return Unpooled.copiedBuffer("HELLO", US_ASCII);
              }
            }));
    filters.add(tag("3"));
    FilterLane up = new FilterLane(Direction.UP, filters, new RecordingExit());
    up.begin();
    assertEquals("HELLO3", out.toString());
    out.setLength(0);
    FilterLane down = new FilterLane(Direction.DOWN, filters, new RecordingExit());
    down.begin();
    assertEquals("HELLO1", out.toString());
  }

  @Test
  void oneWakeUpIsEnough() {
    FilterLane lane = lane(Direction.UP, hold(10), hold(10), hold(10));
    for (int i = 0; i < 1000; i++) {
      enter(lane, "x", null);
      pass(lane, 1);
    }
    pass(lane, 100);
    assertEquals(1000, out.length());
    assertTrue(wakesAsked < 4000, "woken " + wakesAsked);
  }
}
