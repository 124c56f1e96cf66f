package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import io.turnpike.stream.StreamState.Event;

/// One user connection inside a session (`protocol.md` §5.2): joins a local [StreamEndpoint] with a
/// tunnel. Belongs to the tunnel's event loop; has no sockets and no clock of its own.
public final class Stream {
  private final int number;
  private final long connection;
  private final FrameSink tunnel;
  private final StreamEndpoint endpoint;
  private final SendWindow sending;
  private final ReceiveWindow receiving;
  private StreamState state;
  private boolean wantsToSend;
  private int lastPass = -1;

  /// @param peerWindowBytes the credit that the peer gives new streams
  Stream(
      Frame.Open open, Start start, FrameSink tunnel, long peerWindowBytes, WindowBudget budget) {
    this.number = open.stream();
    this.connection = open.connection();
    this.tunnel = tunnel;
    this.state = start.opener() ? StreamState.OPENING : StreamState.ACCEPTING;
    this.sending = new SendWindow(peerWindowBytes);
    this.receiving = new ReceiveWindow(budget, System.nanoTime());
    this.endpoint = start.endpoint().create(this);
  }

  /// Makes the endpoint of a new stream; it must not call the stream before [StreamEndpoint#start].
  public interface EndpointFactory {
    StreamEndpoint create(Stream stream);
  }

  /// How a stream begins: on which side, and with what behind it.
  record Start(boolean opener, EndpointFactory endpoint) {}

  /// The connection's id in the logs of both edges.
  public long connection() {
    return connection;
  }

  int number() {
    return number;
  }

  StreamState state() {
    return state;
  }

  StreamEndpoint endpoint() {
    return endpoint;
  }

  ReceiveWindow receiving() {
    return receiving;
  }

  /// Bytes sent so far.
  public long sentBytes() {
    return sending.sent();
  }

  /// Bytes received so far.
  public long receivedBytes() {
    return receiving.received();
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
    long available = tunnel.isWritable() ? sending.available() : 0;
    wantsToSend = available == 0;
    return (int) Math.min(available, Integer.MAX_VALUE);
  }

  /// Sends `bytes`, at most [#sendable] of them. Owns them from here on.
  public void send(ByteBuf bytes) {
    if (!state.sends()) {
      bytes.release();
      return;
    }
    if (lastPass != tunnel.senders().pass()) {
      lastPass = tunnel.senders().pass();
      tunnel.senders().count();
    }
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
    tunnel.write(new Frame.Data(number, offset, bytes));
  }

  /// The socket sends no more.
  public void finish() {
    if (!state.isEnd()) {
      state = state.on(Event.LOCAL_FIN);
      tunnel.write(new Frame.Fin(number, sending.sent()));
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
    }
  }

  /// The socket has taken `bytes` more of what [StreamEndpoint#data] gave.
  public void consumed(int bytes) {
    if (state.receives() && receiving.consume(bytes, System.nanoTime(), tunnel.roundTripNanos())) {
      tunnel.write(new Frame.Credit(number, receiving.consumed(), receiving.limit()));
    }
  }

  // What the tunnel brings.

  void on(Frame.OfStream frame) {
    switch (frame) {
      case Frame.Data data -> onData(data);
      case Frame.Credit credit -> onCredit(credit);
      case Frame.Fin fin -> onFin(fin);
      case Frame.Reset reset -> end(reset.code());
      case Frame.Opened opened -> {
        requireOpener();
        state = state.on(Event.OPENED);
        endpoint.opened(opened.dialled());
      }
      case Frame.Open open -> throw new ProtocolViolation("OPEN of stream " + number + " again");
      case Frame.Resume resume -> {
        tunnel.write(new Frame.Reset(number, ResetCode.UNKNOWN_STREAM));
        end(ResetCode.UNKNOWN_STREAM);
      }
    }
  }

  private void requireOpener() {
    if (state != StreamState.OPENING && state != StreamState.OPENING_LOCAL_FIN) {
      throw new ProtocolViolation("OPENED in stream state " + state);
    }
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
    tunnelWritable();
  }

  private void onFin(Frame.Fin fin) {
    if (fin.offset() != receiving.received()) {
      throw new ProtocolViolation(
          "FIN at %d (expected: %d)".formatted(fin.offset(), receiving.received()));
    }
    state = state.on(Event.REMOTE_FIN);
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
    }
  }

  private void endIfOver() {
    if (state.isEnd()) {
      receiving.release();
      tunnel.ended(this);
    }
  }
}
