package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.turnpike.net.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes the PROXY protocol's header (haproxy.org, `proxy-protocol.txt`, versions 1 and 2) off each
/// connection of a listener. Every connection has to begin with one, and only those who are trusted
/// may send one: nothing is ever guessed. Any thread; a channel is on the loop that accepted it
/// until its header is there.
final class ProxyHeaders {
  /// For the whole header; senders send it with the connection.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How many connections may be without their header at once.
  static final int MOST_WAITING = 1024;

  /// Of what a version 2 header may have behind its addresses, which nobody here looks at.
  static final int MOST_TLV_BYTES = 4096;

  private final List<Cidr> trusted;
  private final Duration patience;
  private final AtomicInteger waiting = new AtomicInteger();

  /// @param trusted who may send headers
  ProxyHeaders(List<Cidr> trusted) {
    this(trusted, PATIENCE);
  }

  ProxyHeaders(List<Cidr> trusted, Duration patience) {
    this.trusted = List.copyOf(trusted);
    this.patience = patience;
  }

  /// Why nothing is read of a connection from `sender`, if nothing is.
  Optional<Admission.Verdict> refusal(InetAddress sender) {
    if (trusted.stream().noneMatch(each -> each.contains(sender))) {
      return Optional.of(Admission.Verdict.NOT_TRUSTED);
    }
    return waiting.get() >= MOST_WAITING
        ? Optional.of(Admission.Verdict.TOO_MANY_HEADERS)
        : Optional.empty();
  }

  /// Reads the header of a channel that was just accepted. On success the channel is on no loop
  /// again, and has a [Handover]; otherwise the caller rejects it.
  ///
  /// @return who the source is, or one line why there is none
  Future<InetSocketAddress> read(Channel channel, EventLoop loop, InetSocketAddress sender) {
    Promise<InetSocketAddress> source = loop.newPromise();
    waiting.incrementAndGet();
    source.addListener(done -> waiting.decrementAndGet());
    channel.config().setAutoRead(false).setRecvByteBufAllocator(new FirstReads());
    channel
        .pipeline()
        .addLast(
            new HAProxyMessageDecoder(MOST_TLV_BYTES),
            new ProxyHeaderHandler(sender, patience, source),
            new Handover());
    loop.register(channel)
        .addListener(registered -> {
          if (!registered.isSuccess()) {
            source.tryFailure(registered.cause());
          }
        });
    return source;
  }
}
