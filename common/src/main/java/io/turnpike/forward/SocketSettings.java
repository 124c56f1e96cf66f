package io.turnpike.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.turnpike.net.PlainSocket;
import java.io.IOException;

/// The options of user sockets, accepted and dialled ones alike.
///
/// @param sendBufferBytes of the kernel; 0 for its own choice
/// @param receiveBufferBytes of the kernel; 0 for its own choice
public record SocketSettings(
    boolean noDelay, boolean keepAlive, int sendBufferBytes, int receiveBufferBytes) {
  public static final SocketSettings DEFAULT = new SocketSettings(true, true, 0, 0);

  /// Once for each socket, before its first byte; it then ends in an RST unless told otherwise.
  void apply(Channel channel) {
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, keepAlive);
    Sockets.endInReset(channel);
    applyRest(channel);
  }

  /// For a socket that has inherited from its listener what can be.
  void applyRest(Channel channel) {
    if (!noDelay) { // Netty has set it on every socket already
      channel.config().setOption(ChannelOption.TCP_NODELAY, false);
    }
    if (sendBufferBytes > 0) {
      channel.config().setOption(ChannelOption.SO_SNDBUF, sendBufferBytes);
    }
    if (receiveBufferBytes > 0) {
      channel.config().setOption(ChannelOption.SO_RCVBUF, receiveBufferBytes);
    }
  }

  /// The same for a listening socket, whose accepted ones inherit it, or a plain one that was
  /// accepted.
  void apply(PlainSocket socket) throws IOException {
    if (noDelay) {
      socket.options().noDelay(true);
    }
    applyRest(socket);
  }

  /// The same for a plain socket that is about to be dialled.
  void applyDialled(PlainSocket socket) throws IOException {
    if (noDelay) {
      socket.options().noDelayLater();
    }
    applyRest(socket);
  }

  private void applyRest(PlainSocket socket) throws IOException {
    if (keepAlive) {
      socket.options().keepAlive(true);
    }
    socket.options().endInReset();
    if (sendBufferBytes > 0) {
      socket.options().sendBuffer(sendBufferBytes);
    }
    if (receiveBufferBytes > 0) {
      socket.options().receiveBuffer(receiveBufferBytes);
    }
  }
}
