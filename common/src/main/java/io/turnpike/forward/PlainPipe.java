package io.turnpike.forward;

import io.netty.channel.EventLoop;
import io.turnpike.net.PlainLane;
import io.turnpike.net.PlainSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [SocketPipe] where nobody looks at the bytes, between sockets without channels; its table of
/// ends is the same. Belongs to the loop that both sockets live on.
///
/// A reset needs no sweep here: it is told whether somebody reads or not ([PlainSocket]).
final class PlainPipe implements Pipe {
  private static final Logger log = LoggerFactory.getLogger(PlainPipe.class);

  private final EventLoop loop;
  private final Observer observer;
  private final End source;
  private final End destination;
  private final TimeWatch times;
  private @Nullable End firstEnded;
  private boolean goesOn;
  private boolean over;

  PlainPipe(
      EventLoop loop,
      PlainSocket source,
      PlainSocket destination,
      TimeLimits limits,
      Observer observer) {
    this.loop = loop;
    this.observer = observer;
    this.source = new End(source, new PlainLane(source, destination));
    this.destination = new End(destination, new PlainLane(destination, source));
    this.times = new TimeWatch(limits, loop, reason -> fail(null, reason));
  }

  /// One socket, and what comes from it.
  private final class End implements PlainSocket.Events {
    private final PlainSocket socket;
    private final PlainLane lane;
    private boolean isPassed;

    End(PlainSocket socket, PlainLane lane) {
      this.socket = socket;
      this.lane = lane;
    }

    @Override
    public void changed(boolean failed) {
      PlainPipe.this.changed(this, failed);
    }

    @Override
    public void loopEnds() {
      fail(this, "closed");
    }

    /// A reset of a socket that nobody reads at the moment.
    void checkUnread() {
      if (!over && (lane.hasEnded() || lane.isPaused())) {
        IOException failure = socket.failure();
        if (failure != null) {
          fail(this, Sockets.reasonOf(failure));
        }
      }
    }
  }

  /// Bytes move from now on. On the loop.
  void join() {
    try {
      destination.socket.register(loop, destination);
      source.socket.register(loop, source);
    } catch (IOException e) {
      fail(source, Sockets.reasonOf(e));
    }
    changed(destination, false); // what came with the answer to its dial is told only once
  }

  @Override
  public long upBytes() {
    return source.lane.readBytes();
  }

  @Override
  public long downBytes() {
    return destination.lane.readBytes();
  }

  /// Whether a socket is not read, since the other takes nothing.
  boolean isPaused() {
    return source.lane.isPaused() || destination.lane.isPaused();
  }

  private End otherOf(End end) {
    return end == source ? destination : source;
  }

  /// A fault of ours ends this connection and no other.
  private void changed(End end, boolean failed) {
    try {
      if (!over) {
        move(end, failed);
      }
    } catch (RuntimeException e) {
      log.error("this is a fault of the program", e);
      fail(null, "a fault of the program");
    }
  }

  private void move(End changed, boolean failed) {
    boolean hasMore = move(changed.lane);
    hasMore = move(otherOf(changed).lane) || hasMore;
    times.moved();
    passEnds();
    if (failed) {
      changed.checkUnread();
    }
    if (hasMore && !over && !goesOn) {
      goesOn = true;
      loop.execute(() -> {
        goesOn = false;
        changed(changed, false);
      });
    }
  }

  private boolean move(PlainLane lane) {
    try {
      return !over && lane.move();
    } catch (IOException | OutOfMemoryError e) { // Netty's own limit: this connection has no room
      fail(lane.failed() == source.socket ? source : destination, Sockets.reasonOf(e));
      return false;
    }
  }

  private void passEnds() {
    passEnd(source, destination);
    passEnd(destination, source);
    closeIfDone(source, destination);
    closeIfDone(destination, source);
    if (!over && !source.socket.isOpen() && !destination.socket.isOpen()) {
      over = true;
      end(firstEnded, Ending.IN_ORDER);
    }
  }

  /// The FIN of `from` is due at `to` behind the last byte. Where that ends `to` altogether, its
  /// close sends it.
  private void passEnd(End from, End to) {
    if (over || from.isPassed || !from.lane.hasEnded()) {
      return;
    }
    if (firstEnded == null) {
      firstEnded = from;
      times.halfClosed();
    }
    if (from.lane.isPaused()) {
      return;
    }
    from.isPassed = true;
    try {
      to.socket.options().endInOrder();
      if (!to.lane.hasEnded()) {
        to.socket.shutOutput();
      }
    } catch (IOException e) {
      fail(to, Sockets.reasonOf(e));
    }
  }

  private void closeIfDone(End end, End other) {
    if (!over && end.lane.hasEnded() && other.isPassed) {
      end.socket.close();
    }
  }

  /// Both sockets end in an RST, and what is queued is dropped.
  ///
  /// @param by whose failure it is; `null` for our own decision
  private void fail(@Nullable End by, String reason) {
    if (!over) {
      over = true;
      source.socket.abort();
      destination.socket.abort();
      end(by, reason);
    }
  }

  private void end(@Nullable End by, String reason) {
    times.cancel();
    source.lane.release();
    destination.lane.release();
    Ending.By who = Ending.By.PROXY;
    if (by != null) {
      who = by == source ? Ending.By.SOURCE : Ending.By.DESTINATION;
    }
    observer.ended(new Ending(upBytes(), downBytes(), who, reason));
  }
}
