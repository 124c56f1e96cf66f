package io.turnpike.stream;

import io.netty.util.concurrent.EventExecutor;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ResetCode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One entry-point process and one reverse-proxy process that hold secured tunnels with each other
/// (`protocol.md` §5.1), and the streams between them, which may outlive each tunnel. Shared by the
/// loops of its tunnels: any thread, but where a method says otherwise.
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  static final long MOST_LINGERING_BYTES = 64L << 20;

  private final Key key;
  private final long resumeMillis;
  private final WindowBudget budget;
  private final Sessions sessions;
  private final AtomicInteger numbers = new AtomicInteger();
  private final OpenedNumbers opened = new OpenedNumbers();
  private final List<CarryingTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final Map<Integer, Stream> streams = new ConcurrentHashMap<>(4);
  private final Set<Stream> parked = ConcurrentHashMap.newKeySet(1);
  private final AtomicLong lingering = new AtomicLong();
  private final LateResets resets;
  private final QuickestAnswers quickestAnswers = new QuickestAnswers();
  private int joined;
  private long restsSinceNanos;

  /// @param peer the other end's instance
  /// @param peerIdentity the identity that L3 proved, as its fingerprint
  record Key(InstanceId peer, String peerIdentity) {}

  /// @param resumeMillis how long streams wait for another tunnel; 0: not at all
  Session(Key key, long resumeMillis, Sessions sessions) {
    this.key = key;
    this.resumeMillis = resumeMillis;
    this.sessions = sessions;
    this.budget = new WindowBudget(sessions.settings(), sessions.queued());
    this.resets = new LateResets(TimeUnit.MILLISECONDS.toNanos(2 * resumeMillis));
  }

  Key key() {
    return key;
  }

  WindowBudget budget() {
    return budget;
  }

  QuickestAnswers quickestAnswers() {
    return quickestAnswers;
  }

  /// Whether streams outlive their tunnels.
  boolean resumes() {
    return resumeMillis > 0;
  }

  long resumeMillis() {
    return resumeMillis;
  }

  /// The number of the next stream: 1 and up.
  int nextStream() {
    return numbers.incrementAndGet();
  }

  /// What to say to a RESUME of a stream that is not there, which came on `tunnel`.
  Optional<Frame.Reset> answer(Frame.Resume resume, Object tunnel) {
    Optional<ResetCode> code =
        resumes()
            ? opened.ask(resume.stream(), tunnel, resume.attempt())
            : Optional.of(ResetCode.UNKNOWN_STREAM);
    return code.map(reason -> new Frame.Reset(resume.stream(), reason));
  }

  /// Acceptor: the numbers that may not be dialled for again.
  OpenedNumbers opened() {
    return opened;
  }

  void begun(Stream stream) {
    if (resumes()) {
      streams.put(stream.number(), stream);
    }
  }

  void ended(Stream stream) {
    streams.remove(stream.number());
    sessions.tidy(this);
  }

  /// A stream that has not ended, wherever it is now.
  Optional<Stream> find(int number) {
    return Optional.ofNullable(streams.get(number));
  }

  /// A stream that is over waits for its acknowledgement, and costs `bytes` until then; negative
  /// gives them back.
  ///
  /// @return whether there is room: a far end that does not acknowledge must not cost more
  boolean linger(long bytes) {
    return lingering.addAndGet(bytes) <= MOST_LINGERING_BYTES;
  }

  // Counting, under the lock of Sessions.

  void join() {
    joined++;
  }

  void leave() {
    joined--;
  }

  boolean isOver() {
    return joined == 0 && streams.isEmpty();
  }

  /// Nothing is left but the memory of what was opened.
  void rest(long nowNanos) {
    restsSinceNanos = nowNanos;
  }

  /// Whether the far end has given up what it could ask for.
  boolean isForgotten(long nowNanos) {
    return nowNanos - restsSinceNanos > TimeUnit.MILLISECONDS.toNanos(2 * resumeMillis);
  }

  // Tunnels and streams that look for one.

  /// A tunnel carries: streams that wait go on there.
  void add(CarryingTunnel tunnel) {
    tunnels.add(tunnel);
    parked.forEach(stream -> stream.home().execute(() -> ask(stream)));
    for (CarryingTunnel other : tunnels) {
      if (other.isLeaving()) {
        other.loop().execute(other.streams()::goElsewhere);
      }
    }
    resetAgain();
  }

  void remove(CarryingTunnel tunnel) {
    tunnels.remove(tunnel);
    resetAgain();
  }

  /// Opener: the stream was reset on its tunnel, which may be lost before that is told.
  void reset(Stream stream) {
    resets.add(stream.number(), stream.tunnel(), System.nanoTime());
  }

  private void resetAgain() {
    if (resets.isEmpty()) {
      return;
    }
    List<CarryingTunnel> now = List.copyOf(tunnels);
    for (Frame.Reset reset : resets.due(now, System.nanoTime())) {
      tell(reset, now.getFirst());
    }
  }

  /// A PONG is late on `tunnel`: asks those that share its path, before a stream goes to one of
  /// them.
  void doubt(CarryingTunnel tunnel) {
    RelayPath path = tunnel.binding().path();
    for (CarryingTunnel other : tunnels) {
      if (other != tunnel && other.binding().path().equals(path)) {
        other.ask();
      }
    }
  }

  /// Nothing comes through `tunnel` any more: its streams had better go elsewhere. On its loop.
  void silent(CarryingTunnel tunnel) {
    log.info("tunnel silent tunnel={} streams={}", tunnel.binding().name(), tunnel.load());
    tunnel.binding().path().doubt();
    tunnel.streams().goElsewhere();
  }

  /// Whether there are streams, and no tunnel to carry them. Any thread.
  boolean isStranded() {
    return !streams.isEmpty() && tunnels.stream().noneMatch(CarryingTunnel::isEligible);
  }

  /// The stream has no tunnel. On its loop.
  void park(Stream stream) {
    parked.add(stream);
    ask(stream);
  }

  void unpark(Stream stream) {
    parked.remove(stream);
  }

  /// Streams without a tunnel that somebody still uses: not those that only wait for their last
  /// acknowledgement.
  int parked() {
    return (int) parked.stream().filter(stream -> !stream.isEnded()).count();
  }

  /// A stream goes on on another tunnel.
  void resumed() {
    sessions.resumes().add(Sessions.Resumed.IN_TIME);
  }

  /// A stream found no other tunnel in time.
  void notResumed() {
    sessions.resumes().add(Sessions.Resumed.TOO_LATE);
  }

  /// The streams without a tunnel.
  List<Stream> waiting() {
    return List.copyOf(parked);
  }

  /// Every stream that has not ended.
  List<Stream> streams() {
    return List.copyOf(streams.values());
  }

  /// Opener: goes on on the best tunnel, if there is one. On the stream's loop.
  void ask(Stream stream) {
    Resumption resumption = stream.resumption();
    if (resumption != null && resumption.isOpener()) {
      best(stream.home(), resumption).ifPresent(resumption::ask);
    }
  }

  /// Opener: the stream shares its tunnel with another that moves much, and goes on on one of the
  /// same path that nobody uses, if there is one: of the same loop if possible, but half the path
  /// costs more than another thread. On the stream's loop.
  void part(Stream stream) {
    Resumption resumption = stream.resumption();
    if (resumption != null && resumption.isOpener()) {
      tunnels.stream()
          .filter(tunnel -> tunnel.isEligible() && tunnel.load() == 0 && isNear(tunnel, stream))
          .filter(resumption::mayGoTo)
          .min(Comparator.comparing(tunnel -> !tunnel.loop().equals(stream.home())))
          .ifPresent(resumption::move);
    }
  }

  /// Whether `sink` is one of the tunnels, or the way to one.
  boolean has(FrameSink sink) {
    return tunnels.stream().anyMatch(sink::is);
  }

  private boolean isNear(CarryingTunnel tunnel, Stream stream) {
    return tunnels.stream()
        .filter(other -> stream.tunnel().is(other))
        .anyMatch(other -> other.binding().path().equals(tunnel.binding().path()));
  }

  /// The tunnel with the fewest streams, of the same loop if there is one.
  private Optional<CarryingTunnel> best(EventExecutor loop, Resumption resumption) {
    CarryingTunnel best = null;
    for (CarryingTunnel tunnel : tunnels) {
      if (tunnel.isEligible()
          && resumption.mayGoTo(tunnel)
          && (best == null || isBetter(tunnel, best, loop))) {
        best = tunnel;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isBetter(CarryingTunnel one, CarryingTunnel other, EventExecutor loop) {
    boolean near = one.loop().equals(loop);
    boolean otherNear = other.loop().equals(loop);
    return near == otherNear ? one.load() < other.load() : near;
  }

  /// Says on any tunnel that a stream without one was reset; without one, the far end notices when
  /// the time for resuming is over.
  void tell(Frame.Reset reset) {
    tunnels.stream().findFirst().ifPresent(tunnel -> tell(reset, tunnel));
  }

  private static void tell(Frame.Reset reset, CarryingTunnel tunnel) {
    if (!tunnel.loop().isShuttingDown()) {
      tunnel.loop().execute(() -> tunnel.write(reset));
    }
  }
}
