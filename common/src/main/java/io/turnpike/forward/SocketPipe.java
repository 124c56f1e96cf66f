package io.turnpike.forward;

import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/// Joins two sockets so that their users see one wire: what is left of source, tunnel and
/// destination when the tunnel is taken out. Belongs to the loop that both sockets live on.
///
/// | event | at the other socket |
/// |---|---|
/// | bytes | written; flushed when the read is complete |
/// | more bytes behind a read that filled its buffer, nobody looks at them | moved within the kernel, see [Splice] |
/// | more bytes than it takes | reading pauses |
/// | FIN, `close_notify` | output shut down, behind what is queued; the other direction goes on |
/// | both FINs | each socket is closed behind its last byte |
/// | RST, error, FIN without `close_notify` under TLS | RST |
/// | too old, idle too long, a filter says so | RST, at both |
/// | a filter closes | FIN at both, behind what has passed |
/// | paused or half closed, RST unseen | found by [ResetSweep] within 0.5 s, then RST |
///
/// What is queued for a socket is bounded by one read loop above [Sockets#QUEUE], or by what a pipe
/// of the kernel holds.
final class SocketPipe implements Pipe {
  private final Observer observer;
  private final SocketEnd source;
  private final SocketEnd destination;
  private @Nullable SocketEnd firstEnded;
  private boolean over;

  SocketPipe(SocketChannel source, SocketChannel destination, Observer observer) {
    this.observer = observer;
    this.source = new SocketEnd(this, source);
    this.destination = new SocketEnd(this, destination);
  }

  /// Puts an end behind everything else in each pipeline. The destination is registered; the caller
  /// registers the source, whose bytes then find all in place.
  void join() {
    source.join(destination);
    destination.join(source);
  }

  boolean isOver() {
    return over;
  }

  @Override
  public long upBytes() {
    return source.readBytes();
  }

  @Override
  public long downBytes() {
    return destination.readBytes();
  }

  /// The FIN of `end` has come.
  void finished(SocketEnd end) {
    if (firstEnded == null) {
      firstEnded = end;
    }
  }

  /// Both directions of one socket are done; over when those of the other are, too.
  void closed() {
    if (!over && source.isDone() && destination.isDone()) {
      over = true;
      end(firstEnded, Ending.IN_ORDER);
    }
  }

  /// Both sockets end in an RST, and what is queued is dropped.
  ///
  /// @param by whose failure it is; `null` for our own decision
  void fail(@Nullable SocketEnd by, String reason) {
    if (!over) {
      over = true;
      source.abort();
      destination.abort();
      end(by, reason);
    }
  }

  /// Both sockets end in order, behind what has passed, whatever their users think of it.
  void cut(String reason) {
    if (!over) {
      over = true;
      source.cut();
      destination.cut();
      end(null, reason);
    }
  }

  private void end(@Nullable SocketEnd by, String reason) {
    Ending.By who = Ending.By.PROXY;
    if (by != null) {
      who = by == source ? Ending.By.SOURCE : Ending.By.DESTINATION;
    }
    observer.ended(new Ending(source.readBytes(), destination.readBytes(), who, reason));
  }
}
