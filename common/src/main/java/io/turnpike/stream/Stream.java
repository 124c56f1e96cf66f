package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import io.turnpike.stream.StreamState.Event;
import org.jspecify.annotations.Nullable;

/// One user connection inside a session (`protocol.md` §5.2): joins a local [StreamEndpoint] with
/// the tunnel that carries it now. Belongs to the event loop of its first tunnel, where its
/// endpoint lives; has no sockets and no clock of its own. How it outlives its tunnel is the
/// business of [Resumption].
public final class Stream {
  private final int number;
  private final long connection;
  private final EventExecutor home;
  private final StreamEndpoint endpoint;
  private final SendWindow sending;
  private final ReceiveWindow receiving;
  private final @Nullable Resumption resumption;
  private FrameSink tunnel;
  private StreamState state;
  private boolean wantsToSend;
  private int lastPass = -1;

  /// @param peerWindowBytes the credit that the peer gives new streams
  Stream(Frame.Open open, Start start, FrameSink tunnel, long peerWindowBytes, Session session) {
    this.number = open.stream();
    this.connection = open.connection();
    this.tunnel = tunnel;
    this.home = tunnel.loop();
    this.state = start.opener() ? StreamState.OPENING : StreamState.ACCEPTING;
    this.sending = new SendWindow(peerWindowBytes);
    this.receiving = new ReceiveWindow(session.budget(), System.nanoTime());
    this.resumption =
        session.resumes() ? new Resumption(this, start.opener() ? open : null, session) : null;
    this.endpoint = start.endpoint().create(this);
  }

  /// How a stream begins: on which side, and with what behind it.
  record Start(boolean opener, StreamEndpoint.Factory endpoint) {}

  /// The connection's id in the logs of both edges.
  public long connection() {
    return connection;
  }

  int number() {
    return number;
  }

  /// The loop that the stream lives on. Any thread.
  EventExecutor home() {
    return home;
  }

  StreamState state() {
    return state;
  }

  StreamEndpoint endpoint() {
    return endpoint;
  }

  SendWindow sending() {
    return sending;
  }

  ReceiveWindow receiving() {
    return receiving;
  }

  FrameSink tunnel() {
    return tunnel;
  }

  /// Only [Resumption] moves a stream.
  void moveTo(FrameSink next) {
    tunnel = next;
  }

  @Nullable Resumption resumption() {
    return resumption;
  }

  /// Bytes sent so far.
  public long sentBytes() {
    return sending.sent();
  }

  /// Bytes received so far.
  public long receivedBytes() {
    return receiving.received();
  }

  /// Bytes sent and not acknowledged, where they are kept for another tunnel.
  public long keptBytes() {
    return resumption == null ? 0 : resumption.keptBytes();
  }

  /// What waits for all streams of the process.
  public QueuedBytes queued() {
    return receiving.queued();
  }

  /// Whether both directions have ended, or the stream was reset.
  public boolean isEnded() {
    return state.isEnd();
  }

  // What the endpoint does.

  /// How many bytes [#send] takes now. After a 0, [StreamEndpoint#sendable] follows.
  public int sendable() {
    if (!state.sends()) {
      return 0;
    }
    long available = tunnel.isWritable() ? Resumption.room(resumption, sending.available()) : 0;
    wantsToSend = available == 0;
    return (int) Math.min(available, Integer.MAX_VALUE);
  }

  /// Sends `bytes`, at most [#sendable] of them. Owns them from here on.
  public void send(ByteBuf bytes) {
    if (!state.sends()) {
      bytes.release();
      return;
    }
    lastPass = tunnel.senders().count(lastPass);
    while (bytes.readableBytes() > Frame.Data.MAX_BYTES) {
      sendOne(bytes.readRetainedSlice(Frame.Data.MAX_BYTES));
    }
    sendOne(bytes);
  }

  /// This stream's fair part of `whole` in one pass of the loop: all of it when no other stream
  /// sends on the tunnel; at least 1.
  public int share(int whole) {
    return Math.max(1, whole / tunnel.senders().most());
  }

  private void sendOne(ByteBuf bytes) {
    long offset = sending.sent();
    sending.send(bytes.readableBytes());
    boolean ownsRoom = Frame.Data.hasRoom(bytes);
    if (resumption != null) {
      resumption.sent(bytes);
    }
    tunnel.write(new Frame.Data(number, offset, bytes, ownsRoom));
  }

  /// The socket sends no more.
  public void finish() {
    if (!state.isEnd()) {
      state = state.on(Event.LOCAL_FIN);
      sending.finish();
      if (!Resumption.asks(resumption)) {
        tunnel.write(new Frame.Fin(number, sending.sent()));
      }
      endIfOver();
    }
  }

  /// The socket has ended abruptly, or could not be dialled. Does nothing on a stream that has
  /// ended.
  public void reset(ResetCode code) {
    if (!state.isEnd()) {
      state = state.on(Event.RESET);
      tunnel.write(new Frame.Reset(number, code));
      endIfOver();
    }
  }

  /// Acceptor: the destination is connected.
  public void opened(Endpoint dialled) {
    if (!state.isEnd()) {
      state = state.on(Event.OPENED);
      tunnel.write(new Frame.Opened(number, dialled));
      if (resumption != null) {
        resumption.opened(dialled);
      }
    }
  }

  /// The socket has taken `bytes` more of what [StreamEndpoint#data] gave.
  public void consumed(int bytes) {
    if (receiving.consume(bytes, System.nanoTime(), tunnel.roundTripNanos()) && state.receives()) {
      tunnel.write(receiving.credit(number));
    } else if (resumption != null) {
      resumption.acknowledgeSoon();
    }
  }

  // What the tunnel brings.

  void on(Frame.OfStream frame) {
    switch (frame) {
      case Frame.Data data -> onData(data);
      case Frame.Credit credit -> onCredit(credit);
      case Frame.Fin fin -> onFin(fin);
      case Frame.Reset reset -> {
        if (resumption == null || !resumption.opensAgain(reset.code())) {
          end(reset.code());
        }
      }
      case Frame.Opened opened -> onOpened(opened);
      case Frame.Open open -> throw new ProtocolViolation("OPEN of stream " + number + " again");
      case Frame.Resume resume -> {
        if (resumption == null || !resumption.answered(resume)) {
          tunnel.write(new Frame.Reset(number, ResetCode.UNKNOWN_STREAM));
          end(ResetCode.UNKNOWN_STREAM);
        }
      }
    }
  }

  private void onOpened(Frame.Opened opened) {
    if (state != StreamState.OPENING && state != StreamState.OPENING_LOCAL_FIN) {
      if (resumption != null && resumption.wasMoved()) {
        return; // said again on the new tunnel
      }
      throw new ProtocolViolation("OPENED in stream state " + state);
    }
    state = state.on(Event.OPENED);
    if (resumption != null) {
      resumption.openedFar();
    }
    endpoint.opened(opened.dialled());
  }

  private void onData(Frame.Data data) {
    try {
      if (!state.receives()) {
        throw new ProtocolViolation("DATA in stream state " + state);
      }
      receiving.receive(data.offset(), data.bytes().readableBytes());
    } catch (ProtocolViolation e) {
      data.release();
      throw e;
    }
    tunnel.dirty(this);
    endpoint.data(data.bytes());
  }

  private void onCredit(Frame.Credit credit) {
    sending.credit(credit.consumed(), credit.limit());
    if (resumption != null) {
      resumption.acknowledged();
    }
    tunnelWritable();
  }

  private void onFin(Frame.Fin fin) {
    if (fin.offset() != receiving.received()) {
      throw new ProtocolViolation(
          "FIN at %d (expected: %d)".formatted(fin.offset(), receiving.received()));
    }
    state = state.on(Event.REMOTE_FIN);
    receiving.finish();
    if (resumption != null) {
      resumption.acknowledgeSoon();
    }
    endpoint.fin();
    endIfOver();
  }

  /// The tunnel takes DATA again.
  void tunnelWritable() {
    if (wantsToSend && sendable() > 0) {
      endpoint.sendable();
    }
  }

  /// Ends the stream without telling the peer: it has told us, or cannot be told.
  void end(ResetCode code) {
    if (!state.isEnd()) {
      state = state.on(Event.RESET);
      endIfOver();
      endpoint.reset(code);
    } else if (resumption != null) {
      resumption.forget();
    }
  }

  private void endIfOver() {
    if (!state.isEnd()) {
      return;
    }
    receiving.release();
    tunnel.over(this);
    if (resumption == null) {
      tunnel.ended(this);
    } else {
      resumption.over();
    }
  }
}
