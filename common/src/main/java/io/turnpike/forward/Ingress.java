package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.Cidr;
import io.turnpike.net.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: listens, admits by source and number, and hands each connection on, unregistered.
/// Accepts on the listener's loop.
public final class Ingress {
  private static final Logger log = LoggerFactory.getLogger(Ingress.class);

  private final InetSocketAddress address;
  private volatile Policy policy;
  private final RefusalLog refusals = new RefusalLog();

  /// @param own the route's limits, besides those of the program
  private record Policy(
      Predicate<InetAddress> permitted,
      Rules rules,
      Optional<Admission> own,
      Optional<ProxyHeaders> headers,
      Consumer<Channel> admitted) {
    /// By the route's own limits first, then by those of the program.
    Admission.Verdict admit(InetAddress who, long now) {
      if (!permitted.test(who)) {
        return Admission.Verdict.NOT_PERMITTED;
      }
      if (rules.scarce().getAsBoolean()) {
        return Admission.Verdict.NO_MEMORY;
      }
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

    void release(InetAddress who) {
      rules.admission().release(who);
      own.ifPresent(each -> each.release(who));
    }
  }

  /// What the listeners of a program have in common.
  ///
  /// @param headersFrom who has to begin each connection with a PROXY header; empty when nobody
  ///   sends one, else nobody else may connect
  /// @param scarce whether there is no memory for anything new
  public record Rules(
      Admission admission, SocketSettings sockets, List<Cidr> headersFrom, BooleanSupplier scarce) {
    public Rules {
      headersFrom = List.copyOf(headersFrom);
    }

    /// Where nobody sends headers.
    public Rules(Admission admission, SocketSettings sockets, BooleanSupplier scarce) {
      this(admission, sockets, List.of(), scarce);
    }
  }

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
    this.policy = new Policy(permitted, rules, own, headers(rules), admitted);
  }

  private static Optional<ProxyHeaders> headers(Rules rules) {
    return rules.headersFrom().isEmpty()
        ? Optional.empty()
        : Optional.of(new ProxyHeaders(rules.headersFrom()));
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

  /// Does from now on what `next` would do at the same address; whoever is connected still counts.
  /// Any thread.
  void become(Ingress next) {
    Policy now = policy;
    Policy other = next.policy;
    Optional<Admission> own = other.own();
    if (now.own().isPresent() && own.isPresent()) {
      now.own().get().become(own.get());
      own = now.own();
    }
    boolean isSameHeaders = now.rules().headersFrom().equals(other.rules().headersFrom());
    Optional<ProxyHeaders> headers = isSameHeaders ? now.headers() : other.headers();
    policy = new Policy(other.permitted(), other.rules(), own, headers, other.admitted());
  }

  /// Resets a channel that was admitted, and that nobody has taken further.
  public static void reject(Channel source) {
    Sockets.reject(source);
  }

  /// Starts listening; the caller closes the channel. Not on an event loop.
  ///
  /// @throws IOException with one line: which address, and why not
  public Channel listen(Listener listener) throws IOException {
    return listener.bind(
        address,
        listening -> Sockets.configureListening(listening, policy.rules().sockets()),
        this::accepted);
  }

  /// The same, for what a TPROXY rule leads here.
  Channel listenTransparently(Listener listener) throws IOException {
    return listener.bindTransparent(address, this::accepted);
  }

  private void accepted(Channel source) {
    if (!(source.remoteAddress() instanceof InetSocketAddress from)) {
      Sockets.reject(source); // gone already
      return;
    }
    Optional<ProxyHeaders> headers = policy.headers();
    if (headers.isEmpty()) {
      admit(source, from);
    } else {
      readHeader(headers.get(), source, from);
    }
  }

  private void readHeader(ProxyHeaders headers, Channel source, InetSocketAddress sender) {
    Optional<Admission.Verdict> refusal = headers.refusal(sender.getAddress());
    if (refusal.isPresent()) {
      refuse(source, sender, refusal.get(), "");
      return;
    }
    Sockets.configureAccepted(source, policy.rules().sockets());
    headers
        .read(source, sender)
        .addListener(read -> {
          if (read.isSuccess()) {
            InetSocketAddress from = (InetSocketAddress) read.getNow();
            Sockets.isFrom(source, from);
            admit(source, from);
          } else {
            String why = ": the header " + Sockets.reasonOf(read.cause());
            refuse(source, sender, Admission.Verdict.NO_HEADER, why);
          }
        });
  }

  private void admit(Channel source, InetSocketAddress from) {
    InetAddress who = from.getAddress();
    Policy current = policy;
    Admission.Verdict verdict = current.admit(who, System.nanoTime());
    if (verdict == Admission.Verdict.ADMITTED) {
      if (current.headers().isEmpty()) {
        Sockets.configureAccepted(source, current.rules().sockets());
      }
      Sockets.whenGone(source, () -> current.release(who));
      current.admitted().accept(source);
    } else {
      refuse(source, from, verdict, "");
    }
  }

  /// @param detail may be the source's own words, so it is not for everybody's eyes
  private void refuse(
      Channel source, InetSocketAddress from, Admission.Verdict verdict, String detail) {
    log.debug(
        "refused source={} listener={} reason=\"{}{}\"",
        Sockets.show(from),
        address.getPort(),
        verdict.text(),
        detail);
    policy.rules().admission().refused(verdict);
    refusals.refused(verdict, Sockets.show(from), System.nanoTime());
    Sockets.reject(source);
  }
}
