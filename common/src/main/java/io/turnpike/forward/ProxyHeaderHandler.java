package io.turnpike.forward;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.turnpike.net.Hosts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits for one PROXY header, behind its decoder, and takes the channel off its loop when it is
/// there; a [Handover] behind this one holds what follows the header. Belongs to the listener's
/// loop, as its channel does until then.
final class ProxyHeaderHandler extends SimpleChannelInboundHandler<HAProxyMessage> {
  private final InetSocketAddress sender;
  private final Duration patience;
  private final Promise<InetSocketAddress> source;
  private @Nullable Future<?> timer;

  /// @param sender who is the source itself when the header names nobody
  /// @param source gets who the header says, when the channel is off its loop; fails with one line
  ProxyHeaderHandler(
      InetSocketAddress sender, Duration patience, Promise<InetSocketAddress> source) {
    this.sender = sender;
    this.patience = patience;
    this.source = source;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .schedule(
                () -> fail("did not come within " + patience.toMillis() + " ms"),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    ctx.read();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
    InetSocketAddress who = sourceOf(header).orElse(sender);
    stopTimer();
    ctx.channel()
        .deregister()
        .addListener(gone -> {
          if (gone.isSuccess()) {
            source.trySuccess(who);
          } else {
            source.tryFailure(gone.cause());
          }
        });
    ctx.pipeline().remove(this);
  }

  /// Nobody for a proxy's own connections (LOCAL, for health checks), and for what is no TCP over
  /// IP: then the connection is the sender's, as the protocol has it.
  private static Optional<InetSocketAddress> sourceOf(HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    AddressFamily family = protocol.addressFamily();
    boolean isIp = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
    if (header.command() == HAProxyCommand.LOCAL
        || protocol.transportProtocol() != TransportProtocol.STREAM
        || !isIp) {
      return Optional.empty();
    }
    Optional<InetAddress> address = Hosts.literal(header.sourceAddress());
    return address.map(ip -> new InetSocketAddress(ip, header.sourcePort()));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      fail("did not come before the end");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(Sockets.reasonOf(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("did not come before the end");
  }

  private void fail(String reason) {
    stopTimer();
    source.tryFailure(new NoHeaderException(reason));
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /// The sender's fault, so without a stack.
  private static final class NoHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    NoHeaderException(String reason) {
      super(reason, null, false, false);
    }
  }
}
