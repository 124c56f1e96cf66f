package io.turnpike.forward;

import io.netty.channel.Channel;
import io.turnpike.net.Accepted;
import io.turnpike.net.Cidr;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.PlainSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: listens, admits by source and number, and hands each connection on, which is on no
/// loop yet. Accepts on the listener's loops.
public final class Ingress {
  private static final Logger log = LoggerFactory.getLogger(Ingress.class);

  private final InetSocketAddress address;
  private volatile Policy policy;
  private volatile @Nullable SocketSettings bequeathed;
  private final RefusalLog refusals = new RefusalLog();

  /// @param own the route's limits, besides those of the program
  private record Policy(
      Predicate<InetAddress> permitted,
      Rules rules,
      Optional<Admission> own,
      Optional<ProxyHeaders> headers,
      Consumer<Admitted> admitted) {
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
  /// @param admitted owns the connection, on the loop that has accepted it
  public Ingress(
      InetSocketAddress address,
      Predicate<InetAddress> permitted,
      Rules rules,
      Consumer<Admitted> admitted) {
    this(address, permitted, rules, Optional.empty(), admitted);
  }

  private Ingress(
      InetSocketAddress address,
      Predicate<InetAddress> permitted,
      Rules rules,
      Optional<Admission> own,
      Consumer<Admitted> admitted) {
    this.address = address;
    this.policy = new Policy(permitted, rules, own, headers(rules), admitted);
  }

  private static Optional<ProxyHeaders> headers(Rules rules) {
    return rules.headersFrom().isEmpty()
        ? Optional.empty()
        : Optional.of(new ProxyHeaders(rules.headersFrom()));
  }

  /// For one route, whose connections go to `admitted`.
  public static Ingress of(Route route, Rules rules, Consumer<Admitted> admitted) {
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

  /// Starts listening; the caller closes what it gets. Not on an event loop.
  ///
  /// @throws IOException with one line: which address, and why not
  public Listening listen(Listener listener) throws IOException {
    return listener.bind(address, this::bequeath, this::accepted);
  }

  /// The same, for what a TPROXY rule leads here.
  Listening listenTransparently(Listener listener) throws IOException {
    return listener.bindTransparent(address, this::accepted);
  }

  /// What is accepted inherits these, and need not be told.
  private void bequeath(PlainSocket listening) throws IOException {
    SocketSettings settings = policy.rules().sockets();
    settings.apply(listening);
    bequeathed = settings;
  }

  private void accepted(Accepted accepted) {
    Policy current = policy;
    SocketSettings settings = current.rules().sockets();
    var source = new Admitted(accepted, settings, settings.equals(bequeathed));
    if (current.headers().isPresent()) {
      readHeader(current.headers().get(), source);
    } else {
      admit(source);
    }
  }

  private void readHeader(ProxyHeaders headers, Admitted source) {
    InetSocketAddress sender = source.source();
    Optional<Admission.Verdict> refusal = headers.refusal(sender.getAddress());
    if (refusal.isPresent()) {
      refuse(source, refusal.get(), "");
      return;
    }
    source.asChannel(channel ->
        headers
            .read(channel, source.loop(), sender)
            .addListener(read -> {
              if (read.isSuccess()) {
                source.isFrom((InetSocketAddress) read.getNow());
                admit(source);
              } else {
                String why = ": the header " + Sockets.reasonOf(read.cause());
                refuse(source, Admission.Verdict.NO_HEADER, why);
              }
            }));
  }

  private void admit(Admitted source) {
    InetAddress who = source.source().getAddress();
    Policy current = policy;
    Admission.Verdict verdict = current.admit(who, System.nanoTime());
    if (verdict != Admission.Verdict.ADMITTED) {
      refuse(source, verdict, "");
      return;
    }
    source.whenGone(() -> current.release(who));
    if (source.configure()) {
      handOn(source, current.admitted());
    }
  }

  /// A fault behind this point costs the connection, and no place for ever.
  private static void handOn(Admitted source, Consumer<Admitted> admitted) {
    try {
      admitted.accept(source);
    } catch (RuntimeException e) {
      source.reject();
      throw e;
    }
  }

  /// @param detail may be the source's own words, so it is not for everybody's eyes
  private void refuse(Admitted source, Admission.Verdict verdict, String detail) {
    String from = Sockets.show(source.source());
    log.debug(
        "refused source={} listener={} reason=\"{}{}\"",
        from,
        address.getPort(),
        verdict.text(),
        detail);
    policy.rules().admission().refused(verdict);
    refusals.refused(verdict, from, System.nanoTime());
    source.reject();
  }
}
