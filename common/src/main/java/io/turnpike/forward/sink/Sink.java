package io.turnpike.forward.sink;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.turnpike.net.DialFailure;
import io.turnpike.net.HostPort;
import io.turnpike.net.Hosts;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The destination that a reverse-proxy is itself, for measuring the path to it (`protocol.md`
/// §5.6): a name that no DNS may have (RFC 6761 §6.4), with a service at each of three ports. To
/// the rest of the program it is what `net.Dialer` is: it asks whether it is permitted, and gives a
/// channel. Any thread.
public final class Sink {
  public static final String HOST = "turnpike.invalid";

  /// Gives back what it is sent, RFC 862.
  public static final int ECHO_PORT = 7;

  /// Takes what it is sent, RFC 863.
  public static final int DISCARD_PORT = 9;

  /// Sends without end, RFC 864.
  public static final int CHARGEN_PORT = 19;

  /// Where the name leads, for patterns that mean networks. Nobody can have it: it is of the
  /// discard-only block of RFC 6666.
  private static final InetAddress ADDRESS = Hosts.literal("100::").orElseThrow();

  private Sink() {}

  /// Whether a destination is the sink, by its name. At another port than the three it refuses.
  public static boolean isAt(HostPort destination) {
    String name = destination.host().toLowerCase(Locale.ROOT);
    return name.equals(HOST) || name.equals(HOST + ".");
  }

  /// As `Dialer.dial`: fails with a [DialFailure].
  ///
  /// @param permitted asked for its address
  /// @param prepare composes the channel's pipeline
  public static Future<Channel> dial(
      EventLoop loop, HostPort to, Predicate<InetAddress> permitted, Consumer<Channel> prepare) {
    if (!permitted.test(ADDRESS)) {
      return failed(loop, DialFailure.Kind.DENIED, to + " is not permitted");
    }
    Optional<SinkService> service = SinkService.at(to.port());
    if (service.isEmpty()) {
      return failed(loop, DialFailure.Kind.REFUSED, to + " refused the connection");
    }
    var channel = new SinkChannel(service.get(), ADDRESS);
    prepare.accept(channel);
    Promise<Channel> result = loop.newPromise();
    loop.register(channel)
        .addListener(registered -> {
          if (!registered.isSuccess()) {
            result.tryFailure(registered.cause());
          } else if (!result.trySuccess(channel)) {
            channel.close();
          }
        });
    return result;
  }

  private static Future<Channel> failed(EventLoop loop, DialFailure.Kind kind, String reason) {
    return loop.newFailedFuture(new DialFailure(kind, reason));
  }
}
