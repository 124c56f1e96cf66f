package io.turnpike.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.turnpike.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running admin endpoint, on a thread of its own, so that who looks does not slow down what he
/// looks at. Any thread.
public final class AdminServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
  private static final int MOST_CONNECTIONS = 32;
  private static final int REQUEST_SECONDS = 10;
  private static final int LINE_BYTES = 1024;
  private static final int HEADERS_BYTES = 8192;
  private static final int CHUNK_BYTES = 1024;

  private final EventLoopGroup loops = Transport.NIO.newGroup("admin", 1);
  private final EventLoop loop = loops.next();
  private final Views views;
  private final Feed feed;
  private @Nullable SocketFile file;
  private @Nullable Channel listener;
  private int connections;

  private AdminServer(Build build, Subject subject) {
    views = new Views(build, subject);
    feed = new Feed(loop, views);
  }

  /// Listens.
  ///
  /// @throws IOException with one line: where it could not, and why
  public static AdminServer open(AdminAddress address, Build build, Subject subject)
      throws IOException {
    var server = new AdminServer(build, subject);
    try {
      server.listen(address);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void listen(AdminAddress address) throws IOException {
    switch (address) {
      case AdminAddress.Tcp tcp ->
          bind(NioServerSocketChannel.class, tcp.socket(), address.toString());
      case AdminAddress.Unix unix -> {
        var made = SocketFile.prepare(unix.path());
        file = made;
        bind(NioServerDomainSocketChannel.class, made.address(), address.toString());
        made.publish();
      }
    }
    log.info("admin endpoint address={}", where(address));
  }

  private String where(AdminAddress address) {
    return address()
        .map(bound -> new AdminAddress.Tcp(bound).toString())
        .orElse(address.toString());
  }

  private void bind(Class<? extends ServerChannel> type, SocketAddress to, String name)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(channel);
                  }
                })
            .bind(to)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + name + ": " + bound.cause().getMessage());
    }
    listener = bound.channel();
  }

  private void accepted(Channel channel) {
    if (connections >= MOST_CONNECTIONS) {
      channel.close();
      return;
    }
    connections++;
    channel.closeFuture().addListener(closed -> connections--);
    channel
        .pipeline()
        .addLast(new ReadTimeoutHandler(REQUEST_SECONDS))
        .addLast(new WriteTimeoutHandler(REQUEST_SECONDS))
        .addLast(new HttpServerCodec(LINE_BYTES, HEADERS_BYTES, CHUNK_BYTES))
        .addLast(new AdminHandler(views, feed));
  }

  /// The port that was bound; empty for a Unix socket.
  public Optional<InetSocketAddress> address() {
    return listener != null && listener.localAddress() instanceof InetSocketAddress bound
        ? Optional.of(bound)
        : Optional.empty();
  }

  @Override
  public void close() {
    views.close();
    loops.shutdownGracefully(0, REQUEST_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        log.debug("the admin socket's file is left", e);
      }
    }
  }
}
