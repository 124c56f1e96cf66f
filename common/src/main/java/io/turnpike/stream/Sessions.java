package io.turnpike.stream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ProtocolViolation;
import io.turnpike.frame.ResetCode;
import io.turnpike.metric.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The sessions of one edge process. Safe for all loops; bounded by the number of tunnels, and of
/// streams that wait for one.
public final class Sessions implements AutoCloseable {
  private final StreamSettings settings;
  private final QueuedBytes queued;
  private final Map<InstanceId, Session> byPeer = new HashMap<>();
  private final Tally<Resumed> resumes = new Tally<>(Resumed.class);

  /// What became of a stream that lost its tunnel.
  public enum Resumed {
    /// It goes on on another.
    IN_TIME,
    /// It was reset.
    TOO_LATE
  }

  /// With plenty of memory.
  public Sessions(StreamSettings settings) {
    this(settings, () -> 0);
  }

  /// @param memoryEighths how much of the memory for buffers is in use, in eighths of it
  public Sessions(StreamSettings settings, DoubleSupplier memoryEighths) {
    this.settings = settings;
    this.queued = new QueuedBytes(settings.queuedBytes(), memoryEighths);
  }

  /// What waits for the streams of all sessions.
  public QueuedBytes queued() {
    return queued;
  }

  /// How often streams were resumed.
  public Tally<Resumed> resumes() {
    return resumes;
  }

  StreamSettings settings() {
    return settings;
  }

  /// The session with `peer`, which the tunnel joins; a session never has two identities.
  ///
  /// @param peerResumeMillis how long the far end keeps streams of a lost tunnel
  synchronized Session join(Session.Key key, long peerResumeMillis) {
    long now = System.nanoTime();
    byPeer.values().removeIf(session -> session.isOver() && session.isForgotten(now));
    long resumeMillis = Math.min(settings.resumeMillis(), peerResumeMillis);
    Session session = byPeer.computeIfAbsent(key.peer(), p -> new Session(key, resumeMillis, this));
    if (!session.key().equals(key)) {
      throw new ProtocolViolation(
          "instance %s with identity %s (expected: %s)"
              .formatted(key.peer(), key.peerIdentity(), session.key().peerIdentity()));
    }
    session.join();
    return session;
  }

  synchronized void leave(Session session) {
    session.leave();
    tidy(session);
  }

  /// Forgets a session without tunnels and streams; one whose streams resume is remembered for as
  /// long as the far end may ask for them, so that none is dialled for twice.
  synchronized void tidy(Session session) {
    if (!session.isOver()) {
      return;
    }
    if (session.resumes()) {
      session.rest(System.nanoTime());
    } else {
      byPeer.remove(session.key().peer(), session);
    }
  }

  /// How many there are, without those that are only remembered.
  public synchronized int count() {
    return (int) byPeer.values().stream().filter(session -> !session.isOver()).count();
  }

  /// Streams that wait for another tunnel.
  public synchronized int parked() {
    return byPeer.values().stream().mapToInt(Session::parked).sum();
  }

  /// The peers whose streams have no tunnel: nobody else can go on with them.
  public synchronized Set<InstanceId> stranded() {
    return byPeer.values().stream()
        .filter(Session::isStranded)
        .map(session -> session.key().peer())
        .collect(Collectors.toSet());
  }

  /// Frees memory that is used up, from time to time.
  ///
  /// @param loop where that is looked after
  /// @return cancelling it ends that
  public Future<?> relieve(EventLoop loop) {
    return new MemoryRelief(queued, this::streams).start(loop);
  }

  private List<Stream> streams() {
    return all().stream().flatMap(session -> session.streams().stream()).toList();
  }

  private synchronized List<Session> all() {
    return List.copyOf(byPeer.values());
  }

  /// Ends the streams that wait for a tunnel and whose far end, by its fingerprint, has lost its
  /// permission. Those on a tunnel are the tunnel's business.
  public void endParked(Predicate<String> revoked) {
    all().stream()
        .filter(session -> revoked.test(session.key().peerIdentity()))
        .flatMap(session -> session.waiting().stream())
        .forEach(stream -> stream.home().execute(() -> stream.end(ResetCode.TUNNEL_LOST)));
  }

  /// Resets the streams that are left. Not on an event loop.
  @Override
  public void close() {
    streams().stream()
        .map(stream -> stream.home().submit(() -> stream.end(ResetCode.TUNNEL_LOST)))
        .toList()
        .forEach(Future::awaitUninterruptibly);
  }
}
