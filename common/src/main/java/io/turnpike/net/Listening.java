package io.turnpike.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// A listening socket, as [Listener] has bound it. Any thread.
public interface Listening {
  /// Where, with the port that the system chose if it was to.
  InetSocketAddress address();

  /// Accepts nothing more; whoever is connected does not notice.
  ///
  /// @return done when somebody else may listen there
  CompletableFuture<Void> close();

  /// Of a transport whose listening sockets are channels.
  record ByChannel(Channel channel) implements Listening {
    @Override
    public InetSocketAddress address() {
      return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public CompletableFuture<Void> close() {
      var closed = new CompletableFuture<Void>();
      channel.close().addListener(_ -> closed.complete(null));
      return closed;
    }
  }
}
