package io.turnpike.relay;

import io.turnpike.metric.Flows;
import io.turnpike.stream.TunnelBinding;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two tunnel ends on their way from PAIRED to raw forwarding, and until either closes. Safe for
/// the two loops of its ends.
final class Pairing {
  private static final Logger log = LoggerFactory.getLogger(Pairing.class);

  private final long tunnel;
  private final TunnelEnd entry;
  private final TunnelEnd reverse;
  private final Flows<RawForwarder> flows;
  private final Runnable ended;
  private final AtomicInteger readyEnds = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param flows told of what it forwards
  /// @param ended run once, on either loop, when the pair has ended
  Pairing(
      long tunnel, Matchmaker.Match<TunnelEnd> match, Flows<RawForwarder> flows, Runnable ended) {
    this.tunnel = tunnel;
    this.entry = match.entry();
    this.reverse = match.reverse();
    this.flows = flows;
    this.ended = ended;
  }

  long tunnel() {
    return tunnel;
  }

  String group() {
    return entry.group();
  }

  TunnelEnd entry() {
    return entry;
  }

  TunnelEnd reverse() {
    return reverse;
  }

  Flows<RawForwarder> flows() {
    return flows;
  }

  /// Sends PAIRED to both ends.
  void begin() {
    log.debug(
        "tunnel paired tunnel={} entry=[{}] reverse=[{}]",
        TunnelBinding.name(tunnel),
        entry.member().describe(),
        reverse.member().describe());
    entry.channel().eventLoop().execute(() -> entry.paired(this, reverse.instance()));
    reverse.channel().eventLoop().execute(() -> reverse.paired(this, entry.instance()));
  }

  /// One end is READY. When both are, the reverse-proxy's end goes raw before the entry-point is
  /// told to START, so that the first raw byte finds it so.
  void ready() {
    if (readyEnds.incrementAndGet() == 2) {
      reverse.channel().eventLoop().execute(this::start);
    }
  }

  private void start() {
    reverse.goRaw(new RawForwarder(entry.channel(), this, false));
    entry
        .channel()
        .eventLoop()
        .execute(() -> entry.goRaw(new RawForwarder(reverse.channel(), this, true)));
  }

  /// Either end has closed: what was received is still written to the other, which closes then.
  void close() {
    if (closed.compareAndSet(false, true)) {
      log.debug("tunnel ended tunnel={}", TunnelBinding.name(tunnel));
      RawForwarder.closeBehindWrites(entry.channel());
      RawForwarder.closeBehindWrites(reverse.channel());
      ended.run();
    }
  }
}
