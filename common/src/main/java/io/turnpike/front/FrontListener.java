package io.turnpike.front;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.turnpike.forward.Answer;
import io.turnpike.forward.Entrance;
import io.turnpike.forward.FirstReads;
import io.turnpike.forward.Handover;
import io.turnpike.forward.Ingress;
import io.turnpike.forward.StreamOpener;
import io.turnpike.net.HostPort;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.LogBudget;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A front that listens: lets each source say where it wants to go, and opens its stream. Belongs
/// to the listener's loop, which is the opener's home.
public final class FrontListener implements FrontHandler.Listening {
  private static final Logger log = LoggerFactory.getLogger(FrontListener.class);

  /// For the whole request.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How many sources may be without their request at once.
  static final int MOST_ASKING = 1024;

  private final Front front;
  private final Entrance entrance;
  private final StreamOpener opener;
  private final Duration patience;
  private final LogBudget logBudget = new LogBudget();
  private int asking;

  public FrontListener(Front front, Entrance entrance, StreamOpener opener) {
    this(front, entrance, opener, PATIENCE);
  }

  FrontListener(Front front, Entrance entrance, StreamOpener opener, Duration patience) {
    this.front = front;
    this.entrance = entrance;
    this.opener = opener;
    this.patience = patience;
  }

  /// Starts listening; the caller closes it. Not on an event loop.
  ///
  /// @param listener on the opener's home loop
  /// @throws IOException with one line: which address, and why not
  public Listening listen(Listener listener, Ingress.Rules rules) throws IOException {
    return new Ingress(
            front.address(),
            front::permits,
            rules,
            source -> source.asChannel(channel -> accepted(channel, source.loop())))
        .listen(listener);
  }

  private void accepted(Channel source, EventLoop loop) {
    if (asking >= MOST_ASKING) {
      log(source, "too many connections wait for their request");
      Ingress.reject(source);
      return;
    }
    asking++;
    Handover.arrive(source, loop, () -> begin(source, loop), _ -> lost(source));
  }

  private void begin(Channel source, EventLoop loop) {
    source.config().setRecvByteBufAllocator(new FirstReads());
    new FrontHandler(front.kind().begin(), patience, this).addTo(source.pipeline());
    Handover.begin(
        source,
        loop,
        begun -> {
          if (!begun.isSuccess()) {
            lost(source);
          }
        });
  }

  private void lost(Channel source) {
    asking--;
    Ingress.reject(source);
  }

  @Override
  public void asked(Channel source, HostPort destination, Answer answer) {
    asking--;
    opener.open(source, entrance, destination, answer);
  }

  @Override
  public void refused(Channel source, String reason) {
    asking--;
    log(source, reason);
  }

  private void log(Channel source, String reason) {
    logBudget.info(
        log,
        "connection refused source={} route={} reason=\"{}\"",
        source.remoteAddress(),
        entrance.route(),
        reason);
  }
}
