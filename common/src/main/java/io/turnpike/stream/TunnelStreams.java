package io.turnpike.stream;

import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.EventExecutor;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The streams that one tunnel carries: hands each frame to its stream, on the stream's loop.
/// Belongs to the tunnel's loop, but for [#load] and [#claim].
final class TunnelStreams {
  private final CarryingTunnel tunnel;
  private final Session session;
  private final long peerWindowBytes;
  private final StreamAcceptor acceptor;
  private final IntObjectMap<Stream> streams = new IntObjectHashMap<>();
  private final List<Stream> dirty = new ArrayList<>();
  private final OwedAcknowledgements owed;
  private final AtomicInteger load = new AtomicInteger();
  private final StayingStreams staying = new StayingStreams();
  private final BusyStreams busy = new BusyStreams();
  private boolean lost;

  /// @param peerWindowBytes the credit that the peer gives new streams
  TunnelStreams(
      CarryingTunnel tunnel, Session session, long peerWindowBytes, StreamAcceptor acceptor) {
    this.tunnel = tunnel;
    this.session = session;
    this.peerWindowBytes = peerWindowBytes;
    this.acceptor = acceptor;
    this.owed = new OwedAcknowledgements(tunnel);
  }

  /// Streams whose users are not done, and those about to be opened. Any thread.
  int load() {
    return load.get();
  }

  /// Reserves the place of one stream. Any thread.
  void claim() {
    load.incrementAndGet();
  }

  /// Gives a place back: it was not used, or its stream's users are done.
  void unclaim() {
    load.decrementAndGet();
  }

  boolean isEmpty() {
    return streams.isEmpty() && load.get() == 0;
  }

  int count() {
    return streams.size();
  }

  List<Stream> all() {
    return List.copyOf(streams.values());
  }

  /// Notes which streams stay; when several move much on a long path, where one TCP connection
  /// bears little, one goes on on a tunnel that is idle. On a short path tunnels bear the same
  /// together as one of them alone, and one shares more evenly (`architecture.md`).
  void look() {
    staying.look(streams.keySet());
    if (tunnel.roundTripNanos() >= ReceiveWindow.LONG_NANOS) {
      busy.look(streams.values()).ifPresent(one -> atHome(one, () -> session.part(one)));
    }
  }

  /// Any thread.
  boolean anyStays() {
    return staying.any();
  }

  /// Begins a stream on a place that was claimed.
  void begin(Frame.Open open, Stream.Start start) {
    begin(open, start, 0);
  }

  private void begin(Frame.Open open, Stream.Start start, int attempt) {
    var stream = new Stream(open, start, tunnel, peerWindowBytes, session);
    Resumption resumption = stream.resumption();
    if (resumption != null) {
      resumption.asked(attempt);
    }
    streams.put(open.stream(), stream);
    session.begun(stream);
    stream.endpoint().start();
  }

  /// Takes a stream over that was on another tunnel, on a place that was claimed if its users are
  /// not done; before anything is written for it. On the stream's loop.
  void adopt(Stream stream) {
    if (stream.home().equals(tunnel.loop())) {
      adoptHere(stream);
    } else {
      tunnel.loop().execute(() -> adoptHere(stream));
    }
  }

  private void adoptHere(Stream stream) {
    if (lost) {
      stream.home().execute(() -> lost(stream));
      return;
    }
    streams.put(stream.number(), stream);
    if (!stream.home().equals(tunnel.loop())) { // may have become writable before
      atHome(stream, stream::tunnelWritable);
    }
  }

  void remove(Stream stream) {
    streams.remove(stream.number(), stream);
  }

  void dirty(Stream stream) {
    if (dirty.isEmpty() || dirty.getLast() != stream) {
      dirty.add(stream);
    }
  }

  void batchEnd() {
    for (Stream stream : dirty) {
      stream.endpoint().batchEnd();
    }
    dirty.clear();
  }

  void writable() {
    for (Stream stream : all()) {
      atHome(stream, stream::tunnelWritable);
    }
  }

  void acknowledgeSoon(Stream stream) {
    owed.add(stream);
  }

  // What the far end says.

  void on(Frame.OfStream frame) {
    Stream stream = streams.get(frame.stream());
    if (stream == null) {
      onOther(frame);
    } else if (stream.home().equals(tunnel.loop())) {
      stream.on(frame);
    } else {
      atHome(stream, () -> onDistant(stream, frame));
    }
  }

  /// On the stream's loop; the stream may have left this tunnel meanwhile, or have ended.
  private void onDistant(Stream stream, Frame.OfStream frame) {
    boolean isData = frame instanceof Frame.Data;
    if (stream.tunnel().is(tunnel) && !Resumption.isGone(stream.resumption())) {
      stream.on(frame);
      if (isData) {
        stream.endpoint().batchEnd();
      }
    } else if (isData) {
      ReferenceCountUtil.release(frame);
    }
  }

  /// A frame for a stream that is not on this tunnel, or no more.
  private void onOther(Frame.OfStream frame) {
    switch (frame) {
      case Frame.Open open -> accept(open);
      case Frame.Resume resume -> resume(resume);
      case Frame.Reset reset -> resetElsewhere(reset);
      // Crossed the stream's end, or its way to another tunnel.
      case Frame.Data data -> data.release();
      case Frame.Opened _, Frame.Fin _, Frame.Credit _ -> {}
    }
  }

  /// Of a stream that had no tunnel when it was reset.
  private void resetElsewhere(Frame.Reset reset) {
    if (reset.code() == ResetCode.NEVER_OPENED) {
      return; // the opener has asked on another tunnel since
    }
    session
        .find(reset.stream())
        .ifPresentOrElse(
            stream -> atHome(stream, () -> stream.end(reset.code())),
            () -> session.opened().giveUp(reset.stream()));
  }

  private void accept(Frame.Open open) {
    int attempt = session.resumes() ? session.opened().open(open.stream(), this) : 0;
    if (attempt >= 0) {
      claim();
      var start = new Stream.Start(false, s -> acceptor.accept(tunnel.loop(), s, open));
      begin(open, start, attempt);
    }
  }

  private void resume(Frame.Resume resume) {
    session
        .find(resume.stream())
        .ifPresentOrElse(
            stream -> atHome(stream, () -> asked(stream, resume)),
            () -> session.answer(resume, this).ifPresent(tunnel::answer));
  }

  private void asked(Stream stream, Frame.Resume resume) {
    Resumption resumption = stream.resumption();
    if (resumption != null) {
      resumption.asked(tunnel, resume);
    }
  }

  /// Runs `task` on the stream's loop; what it throws closes this tunnel.
  private void atHome(Stream stream, Runnable task) {
    EventExecutor home = stream.home();
    if (home.equals(tunnel.loop())) {
      task.run();
    } else {
      home.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException e) {
          tunnel.loop().execute(() -> tunnel.fail(e));
        }
      });
    }
  }

  /// The tunnel has ended: its streams go on elsewhere if they can, or end in RESET.
  void lost() {
    lost = true;
    for (Stream stream : all()) {
      atHome(stream, () -> lost(stream));
    }
    streams.clear();
  }

  /// When the tunnel takes no new streams, those that it has go on elsewhere if they can.
  void goElsewhere() {
    if (!tunnel.isLeaving()) {
      return;
    }
    for (Stream stream : all()) {
      atHome(stream, () -> session.ask(stream));
    }
  }

  /// The far end broke the protocol: it is not given its streams once more.
  void fail() {
    lost = true;
    for (Stream stream : all()) {
      atHome(stream, () -> stream.end(ResetCode.TUNNEL_LOST));
    }
    streams.clear();
  }

  private void lost(Stream stream) {
    Resumption resumption = stream.resumption();
    if (resumption != null) {
      resumption.lost(tunnel);
    } else {
      stream.end(ResetCode.TUNNEL_LOST);
    }
  }

  /// Resets every stream at both ends.
  void cut() {
    for (Stream stream : all()) {
      tunnel.write(new Frame.Reset(stream.number(), ResetCode.DRAINING));
      atHome(stream, () -> stream.end(ResetCode.TUNNEL_LOST));
    }
  }
}
