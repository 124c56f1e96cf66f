package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.DialFailure;
import io.turnpike.net.Dialer;
import io.turnpike.net.HostPort;
import io.turnpike.stream.Stream;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.stream.StreamEndpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way out at the reverse-proxy: resolves, permits and dials the destination of each OPEN,
/// once, and joins the socket with the stream. Any loop; the destination's socket lives on the
/// tunnel's.
public final class Egress implements StreamAcceptor {
  private static final Logger log = LoggerFactory.getLogger(Egress.class);

  private final Dialer dialer;
  private final Duration connectTimeout;
  private final Predicate<InetAddress> permitted;

  /// @param permitted asked for the very address that is then dialled
  public Egress(Dialer dialer, Duration connectTimeout, Predicate<InetAddress> permitted) {
    this.dialer = dialer;
    this.connectTimeout = connectTimeout;
    this.permitted = permitted;
  }

  @Override
  public StreamEndpoint accept(EventLoop loop, Stream stream, Frame.Open open) {
    return new Connection(loop, stream, open).pipe;
  }

  /// One stream's dial and life; on its loop.
  private final class Connection implements PipeObserver {
    private final EventLoop loop;
    private final Stream stream;
    private final Frame.Open open;
    private final StreamPipe pipe;
    private @Nullable Future<Channel> dial;

    Connection(EventLoop loop, Stream stream, Frame.Open open) {
      this.loop = loop;
      this.stream = stream;
      this.open = open;
      this.pipe = new StreamPipe(stream, this);
    }

    @Override
    public void started() {
      Endpoint to = open.destination();
      try {
        dial(new HostPort(to.host(), to.port()));
      } catch (IllegalArgumentException e) { // no name that any resolver could know
        failed(new DialFailure(DialFailure.Kind.NO_SUCH_NAME, String.valueOf(e.getMessage())));
      }
    }

    private void dial(HostPort to) {
      if (to.port() == 0) {
        failed(new DialFailure(DialFailure.Kind.DENIED, "port 0 is not permitted"));
        return;
      }
      dial =
          dialer.dial(
              loop,
              new Dialer.Request(to, connectTimeout, permitted),
              new Dialer.Socket(true, Sockets::endInReset));
      dial.addListener(this::dialled);
    }

    private void dialled(Future<? super Channel> result) {
      if (result.isSuccess()) {
        connected((SocketChannel) result.getNow());
      } else if (!result.isCancelled()) {
        failed(result.cause());
      }
    }

    private void connected(SocketChannel channel) {
      log.debug(
          "stream opened conn={} source={} destination={}",
          ConnectionIds.name(open.connection()),
          open.source(),
          open.destination());
      stream.opened(Endpoint.of(channel.remoteAddress()));
      channel.pipeline().addLast(pipe);
      pipe.attach(channel);
    }

    private void failed(Throwable cause) {
      log.info(
          "destination not reached conn={} source={} destination={} reason=\"{}\"",
          ConnectionIds.name(open.connection()),
          open.source(),
          open.destination(),
          cause.getMessage());
      pipe.abandon(cause instanceof DialFailure failure ? codeOf(failure) : ResetCode.INTERNAL);
    }

    @Override
    public void reset(ResetCode code) {
      if (dial != null) {
        dial.cancel(false);
      }
      ended("reset: " + code.text());
    }

    @Override
    public void ended(boolean clean) {
      ended(clean ? "both ends finished" : "reset by the destination");
    }

    private void ended(String reason) {
      if (log.isDebugEnabled()) {
        log.debug(
            "stream ended conn={} up={} down={} reason=\"{}\"",
            ConnectionIds.name(open.connection()),
            stream.receivedBytes(),
            stream.sentBytes(),
            reason);
      }
    }
  }

  private static ResetCode codeOf(DialFailure failure) {
    return switch (failure.kind()) {
      case NO_SUCH_NAME -> ResetCode.NO_SUCH_NAME;
      case DENIED -> ResetCode.DENIED;
      case REFUSED -> ResetCode.REFUSED;
      case TIMED_OUT -> ResetCode.TIMED_OUT;
      case UNREACHABLE -> ResetCode.UNREACHABLE;
    };
  }
}
