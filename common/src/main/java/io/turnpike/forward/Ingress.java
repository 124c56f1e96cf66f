package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
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
  private final Optional<Admission> own;
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
    this(address, permitted, rules, Optional.empty(), admitted);
  }

  private Ingress(
      InetSocketAddress address,
      Predicate<InetAddress> permitted,
      Rules rules,
      Optional<Admission> own,
      Consumer<Channel> admitted) {
    this.address = address;
    this.permitted = permitted;
    this.rules = rules;
    this.own = own;
    this.admitted = admitted;
  }

  /// For one route, whose connections go to `admitted`.
  public static Ingress of(Route route, Rules rules, Consumer<Channel> admitted) {
    return new Ingress(
        new InetSocketAddress(route.bindAddress(), route.listenPort()),
        route::permits,
        rules,
        Optional.of(route.details().limits())
            .filter(limits -> !limits.equals(AdmissionLimits.NONE))
            .map(limits -> new Admission(limits, System.nanoTime())),
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
        permitted.test(who) ? admit(who, now) : Admission.Verdict.NOT_PERMITTED;
    if (verdict == Admission.Verdict.ADMITTED) {
      Sockets.configureAccepted(source, rules.sockets());
      Sockets.whenGone(source, () -> release(who));
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

  /// By the route's own limits first, then by those of the program.
  private Admission.Verdict admit(InetAddress who, long now) {
    Admission.Verdict verdict =
        own.map(each -> each.admit(who, now)).orElse(Admission.Verdict.ADMITTED);
    if (verdict != Admission.Verdict.ADMITTED) {
      return verdict;
    }
    verdict = rules.admission().admit(who, now);
    if (verdict != Admission.Verdict.ADMITTED) {
      own.ifPresent(each -> each.release(who));
    }
    return verdict;
  }

  private void release(InetAddress who) {
    rules.admission().release(who);
    own.ifPresent(each -> each.release(who));
  }
}
