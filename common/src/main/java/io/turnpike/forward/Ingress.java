package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: listens, admits by source and number, and hands each connection on, unregistered.
/// Accepts on the listener's loop.
public final class Ingress {
  private static final Logger log = LoggerFactory.getLogger(Ingress.class);

  private final InetSocketAddress address;
  private final Predicate<InetAddress> permitted;
  private final Rules rules;
  private final Consumer<Channel> admitted;
  private final RefusalLog refusals = new RefusalLog();

  /// What the listeners of a program have in common.
  public record Rules(Admission admission, SocketSettings sockets) {}

  /// @param permitted asked for each source
  /// @param admitted owns the channel, on the listener's loop
  public Ingress(
      InetSocketAddress address,
      Predicate<InetAddress> permitted,
      Rules rules,
      Consumer<Channel> admitted) {
    this.address = address;
    this.permitted = permitted;
    this.rules = rules;
    this.admitted = admitted;
  }

  /// For one route, whose connections go to `admitted`.
  public static Ingress of(Route route, Rules rules, Consumer<Channel> admitted) {
    return new Ingress(
        new InetSocketAddress(route.bindAddress(), route.listenPort()),
        route::permits,
        rules,
        admitted);
  }

  /// Starts listening; the caller closes the channel. Not on an event loop.
  ///
  /// @throws IOException with one line: which address, and why not
  public Channel listen(Listener listener) throws IOException {
    return listener.bind(address, this::accepted);
  }

  private void accepted(Channel source) {
    if (!(source.remoteAddress() instanceof InetSocketAddress from)) {
      Sockets.reject(source); // gone already
      return;
    }
    long now = System.nanoTime();
    InetAddress who = from.getAddress();
    Admission.Verdict verdict =
        permitted.test(who) ? rules.admission().admit(who, now) : Admission.Verdict.NOT_PERMITTED;
    if (verdict == Admission.Verdict.ADMITTED) {
      Sockets.configureAccepted(source, rules.sockets());
      Sockets.whenGone(source, () -> rules.admission().release(who));
      admitted.accept(source);
    } else {
      log.debug(
          "refused source={} listener={} reason=\"{}\"",
          Sockets.show(from),
          address.getPort(),
          verdict.text());
      refusals.refused(verdict, Sockets.show(from), now);
      Sockets.reject(source);
    }
  }
}
