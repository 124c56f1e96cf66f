package io.turnpike.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import java.util.ArrayList;
import java.util.List;

/// Secured tunnels of a reverse-proxy without sockets and without L3, whose streams only record.
/// Each new one forgets what was seen of the last.
final class SecuredTunnels implements AutoCloseable {
  static final InstanceId SELF = new InstanceId(1, 2);
  static final InstanceId PEER = new InstanceId(3, 4);
  static final Endpoint WHERE = new Endpoint("127.0.0.1", 22);
  static final Frame.Bind BIND = new Frame.Bind(1, 0, PEER, SELF, 1 << 18, 0, "7");

  final List<RecordingEndpoint> endpoints = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final Sessions sessions;
  CarryingTunnel tunnel;
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final RelayPath path = new RelayPath("relay:1");

  /// Whose streams end with their tunnel.
  SecuredTunnels() {
    this(0);
  }

  SecuredTunnels(long resumeMillis) {
    sessions = new Sessions(StreamSettings.DEFAULT.withResumeMillis(resumeMillis));
  }

  EmbeddedChannel secured() {
    return secured((loop, stream, open) -> endpoint());
  }

  EmbeddedChannel secured(StreamAcceptor acceptor) {
    return secured(acceptor, "SHA256:peer");
  }

  EmbeddedChannel secured(StreamAcceptor acceptor, String peerIdentity) {
    return secured(acceptor, PEER, peerIdentity);
  }

  /// Of another process with its own identity.
  EmbeddedChannel secured(InstanceId peer) {
    return secured((loop, stream, open) -> endpoint(), peer, "SHA256:" + peer);
  }

  private EmbeddedChannel secured(StreamAcceptor acceptor, InstanceId peer, String peerIdentity) {
    endpoints.clear();
    failures.clear();
    var channel = new EmbeddedChannel();
    channels.add(channel);
    var binding = new TunnelBinding(7, SELF, peer, peerIdentity, "7", path);
    channel
        .pipeline()
        .addLast(new FrameDecoder(Layer.STREAMS))
        .addLast(FrameEncoder.INSTANCE)
        .addLast(new BindHandler(binding, sessions, acceptor, carrying -> tunnel = carrying))
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                failures.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
                ctx.close();
              }
            });
    return channel;
  }

  private RecordingEndpoint endpoint() {
    endpoints.add(new RecordingEndpoint());
    return endpoints.getLast();
  }

  static Frame.Open open(int stream) {
    return new Frame.Open(stream, 9, new Endpoint("nas.lan", 22), WHERE);
  }

  static Frame.Data data(int stream, long offset, String text) {
    return new Frame.Data(stream, offset, Unpooled.copiedBuffer(text, US_ASCII));
  }

  static ByteBuf bytes(Frame... frames) {
    var encoder = new EmbeddedChannel(FrameEncoder.INSTANCE);
    ByteBuf all = Unpooled.buffer();
    for (Frame frame : frames) {
      encoder.writeOutbound(frame);
      for (ByteBuf next; (next = encoder.readOutbound()) != null; next.release()) {
        all.writeBytes(next);
      }
    }
    return all;
  }

  /// Those that were sent since.
  static List<Frame.Ping> pings(EmbeddedChannel channel) {
    channel.runPendingTasks();
    var decoder = new EmbeddedChannel(new FrameDecoder(Layer.STREAMS));
    for (ByteBuf out; (out = channel.readOutbound()) != null; ) {
      decoder.writeInbound(out);
    }
    return decoder.inboundMessages().stream()
        .filter(Frame.Ping.class::isInstance)
        .map(Frame.Ping.class::cast)
        .toList();
  }

  @Override
  public void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }
}
