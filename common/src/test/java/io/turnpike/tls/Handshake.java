package io.turnpike.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;

/// A real handshake between two contexts, over two channels without sockets. Close it.
final class Handshake implements AutoCloseable {
  final Side client;
  final Side server;

  static final class Side {
    final SslHandler handler;
    final EmbeddedChannel channel;
    final List<Throwable> caught = new ArrayList<>();
    int bytesSentAfterFinish;

    Side(SslContext context) {
      handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
      channel =
          new EmbeddedChannel(
              handler,
              new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                  caught.add(cause);
                }
              });
    }

    boolean isSecured() {
      return handler.handshakeFuture().isSuccess() && caught.isEmpty();
    }

    /// What ended the handshake on this side: its own future, or the alert that came later.
    Throwable failure() {
      assertTrue(!isSecured(), "the handshake succeeded");
      Throwable cause = handler.handshakeFuture().cause();
      return cause != null ? cause : caught.getFirst();
    }

    String description() {
      return TlsFailures.describe(failure());
    }
  }

  Handshake(SslContext clientContext, SslContext serverContext) {
    server = new Side(serverContext);
    client = new Side(clientContext);
    while (pump(client, server) | pump(server, client)) {
      // until neither has anything more to say
    }
    if (!client.isSecured() || !server.isSecured()) {
      client.channel.close();
      server.channel.close();
    }
  }

  private static boolean pump(Side from, Side to) {
    from.channel.runPendingTasks();
    boolean finished = from.handler.handshakeFuture().isSuccess();
    boolean moved = false;
    for (ByteBuf bytes; (bytes = from.channel.readOutbound()) != null; moved = true) {
      if (finished) {
        from.bytesSentAfterFinish += bytes.readableBytes();
      }
      if (to.channel.isOpen()) {
        to.channel.writeInbound(bytes);
      } else {
        bytes.release();
      }
    }
    return moved;
  }

  boolean isSecured() {
    return client.isSecured() && server.isSecured();
  }

  @Override
  public void close() {
    client.channel.finishAndReleaseAll();
    server.channel.finishAndReleaseAll();
  }
}
