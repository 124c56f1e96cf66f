package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How a stream outlives its tunnel (`protocol.md` §5.5): what was sent is kept until it is
/// acknowledged; when the tunnel is lost the stream waits, and goes on on another tunnel of its
/// session where the far end says. Belongs to the stream's loop.
///
/// The opener asks; the acceptor only waits to be asked. A stream that nobody asked for in time
/// ends as if it could not be resumed at all.
final class Resumption {
  /// About what a stream costs that keeps nothing.
  private static final int OBJECT_BYTES = 1024;

  private final Stream stream;
  private final Session session;
  private final UnacknowledgedBytes kept;
  private final boolean isOpener;
  private final List<FrameSink> left = new ArrayList<>(0);
  private Frame.@Nullable Open open;
  private @Nullable Endpoint dialled;
  private @Nullable Future<?> expiry;
  private int attempt;
  private boolean asking;
  private boolean moved;
  private boolean acknowledging;
  private boolean gone;
  private long lingers;

  /// @param open what the stream began with, at the opener
  Resumption(Stream stream, Frame.@Nullable Open open, Session session) {
    this.stream = stream;
    this.session = session;
    this.kept = new UnacknowledgedBytes(session.budget().queued());
    this.isOpener = open != null;
    this.open = open;
  }

  boolean isOpener() {
    return isOpener;
  }

  /// Whether nothing that comes for the stream matters any more.
  static boolean isGone(@Nullable Resumption resumption) {
    return resumption != null && resumption.gone;
  }

  /// Whether the far end has not said yet where to go on: nothing that has an offset may be sent.
  static boolean asks(@Nullable Resumption resumption) {
    return resumption != null && resumption.asking;
  }

  /// How many of `credit` bytes may be sent now.
  static long room(@Nullable Resumption resumption, long credit) {
    if (resumption == null) {
      return credit;
    }
    return resumption.asking ? 0 : resumption.kept.room(credit);
  }

  /// Whether the stream was on more than one tunnel.
  boolean wasMoved() {
    return moved;
  }

  /// Sent and not acknowledged.
  long keptBytes() {
    return kept.size();
  }

  // What the stream tells.

  /// Keeps what is being sent; the caller goes on to own `bytes`.
  void sent(ByteBuf bytes) {
    kept.add(bytes);
  }

  /// Acceptor: the answer, which may have to be said again.
  void opened(Endpoint where) {
    dialled = where;
  }

  /// Opener: OPEN has arrived.
  void openedFar() {
    open = null;
  }

  /// CREDIT has come, or the last FIN: lets go of what the far end has. A stream that is over ends
  /// when that is everything.
  void acknowledged() {
    SendWindow sending = stream.sending();
    kept.acknowledge(Math.min(sending.acknowledged(), sending.sent()));
    if (stream.state() == StreamState.CLOSED && sending.isAcknowledged()) {
      forget();
    }
  }

  /// Something was consumed that the far end still keeps; the last is told once more.
  void acknowledgeSoon() {
    if (stream.receiving().isCreditOpen() && (!acknowledging || stream.receiving().isComplete())) {
      acknowledging = true;
      stream.tunnel().acknowledgeSoon(stream);
    }
  }

  /// What [FrameSink#acknowledgeSoon] leads to.
  void acknowledge() {
    acknowledging = false;
    if (stream.receiving().isCreditOpen() && stream.state() != StreamState.RESET) {
      stream.tunnel().write(stream.receiving().credit(stream.number()));
    }
  }

  /// The stream's users are done.
  void over() {
    if (stream.state() != StreamState.CLOSED) {
      if (isOpener) {
        session.reset(stream);
      }
      forget();
      return;
    }
    acknowledged();
    if (!gone) {
      lingers = OBJECT_BYTES + kept.size();
      if (!session.linger(lingers)) {
        forget();
      }
    }
  }

  /// The stream is over and needs nothing more.
  void forget() {
    if (!gone) {
      gone = true;
      session.linger(-lingers);
      settle();
      kept.release();
      session.ended(stream);
      stream.tunnel().ended(stream);
    }
  }

  private void settle() {
    if (expiry != null) {
      expiry.cancel(false);
      expiry = null;
    }
    session.unpark(stream);
  }

  // What the session tells.

  /// The tunnel is lost; does nothing when the stream has left it before.
  void lost(FrameSink which) {
    if (gone || !stream.tunnel().is(which)) {
      return;
    }
    stream.moveTo(new NoTunnel(stream.home(), session));
    asking = false;
    acknowledging = false;
    if (expiry == null) {
      expiry = stream.home().schedule(this::expire, session.resumeMillis(), TimeUnit.MILLISECONDS);
    }
    session.park(stream);
  }

  private void expire() {
    expiry = null;
    if (stream.isEnded()) {
      forget();
    } else {
      session.notResumed();
      stream.end(ResetCode.TUNNEL_LOST);
    }
  }

  /// Opener: never back to a tunnel that it has left; what is under way there would look like new.
  boolean mayGoTo(CarryingTunnel next) {
    return !stream.tunnel().is(next) && left.stream().noneMatch(each -> each.is(next));
  }

  /// Opener: asks on `next`, unless the stream has a tunnel that will do.
  void ask(CarryingTunnel next) {
    if (stream.tunnel().isLeaving()) {
      move(next);
    }
  }

  /// Opener: asks on `next`, unless the stream is or was there, or asks already where it is.
  void move(CarryingTunnel next) {
    FrameSink now = stream.tunnel();
    if (gone || !mayGoTo(next) || (asking && !now.isLeaving())) {
      return;
    }
    left.removeIf(each -> !session.has(each));
    left.add(now);
    moveTo(next);
    attempt++;
    asking = true;
    stream.tunnel().write(resume());
  }

  private void moveTo(CarryingTunnel next) {
    FrameSink before = stream.tunnel();
    if (!stream.isEnded()) {
      next.claim(); // before the other place is given back: whoever drains counts every stream
      before.over(stream);
    }
    before.ended(stream);
    stream.moveTo(DistantTunnel.view(next, stream.home()));
    moved = true;
    acknowledging = false;
    next.streams().adopt(stream);
  }

  private Frame.Resume resume() {
    return new Frame.Resume(
        stream.number(), stream.connection(), attempt, stream.receiving().resumeFrom());
  }

  /// Opener: the far end has said where to go on.
  ///
  /// @return whether it was asked
  boolean answered(Frame.Resume resume) {
    if (!asking || resume.attempt() != attempt) {
      return false;
    }
    asking = false;
    session.resumed();
    goOn(resume.received());
    return true;
  }

  /// Opener: begins once more, when the far end never saw the beginning.
  ///
  /// @return whether `code` means that
  boolean opensAgain(ResetCode code) {
    if (!asking || code != ResetCode.NEVER_OPENED || open == null || kept.start() > 0) {
      return false;
    }
    asking = false;
    session.resumed();
    stream.tunnel().write(open);
    goOn(0);
    return true;
  }

  /// Acceptor: the opener had asked so often when it sent OPEN.
  void asked(int attempts) {
    attempt = attempts;
  }

  /// Acceptor: the opener asks on `next`. What was asked before and comes late is no question any
  /// more, nor at the opener an answer that comes on a tunnel which the stream has left.
  void asked(CarryingTunnel next, Frame.Resume resume) {
    if (isOpener || resume.attempt() <= attempt) {
      return;
    }
    if (gone || resume.connection() != stream.connection()) {
      next.write(new Frame.Reset(resume.stream(), ResetCode.UNKNOWN_STREAM));
      return;
    }
    moveTo(next);
    attempt = resume.attempt();
    session.resumed();
    FrameSink tunnel = stream.tunnel();
    tunnel.write(resume());
    if (dialled != null) {
      tunnel.write(new Frame.Opened(stream.number(), dialled));
    }
    goOn(resume.received());
  }

  private void goOn(long received) {
    if (received < kept.start()) {
      throw new ProtocolViolation(
          "RESUME from %d (expected: at least %d)".formatted(received, kept.start()));
    }
    boolean finAgain = stream.sending().resume(received);
    settle();
    kept.acknowledge(Math.min(received, stream.sending().sent()));
    FrameSink tunnel = stream.tunnel();
    tunnel.write(stream.receiving().credit(stream.number()));
    kept.again((offset, bytes) -> tunnel.write(new Frame.Data(stream.number(), offset, bytes)));
    if (finAgain) {
      tunnel.write(new Frame.Fin(stream.number(), stream.sending().sent()));
    }
    stream.tunnelWritable();
  }
}
