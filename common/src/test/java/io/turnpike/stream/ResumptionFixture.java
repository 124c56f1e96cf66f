package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.PEER;
import static io.turnpike.stream.SecuredTunnels.SELF;
import static io.turnpike.stream.SecuredTunnels.WHERE;
import static io.turnpike.stream.SecuredTunnels.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.Layer;
import io.turnpike.frame.ResetCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// Tunnels of one session, one after another, each with a loop of its own, and what is said on
/// them.
abstract class ResumptionFixture {
  private static final Object RUN = new Object();
  static final long WINDOW = StreamSettings.DEFAULT.initialWindowBytes();
  static final Frame.Bind BIND =
      new Frame.Bind(1, Frame.Bind.RESUME, PEER, SELF, WINDOW, 30_000, "7");

  final SecuredTunnels tunnels = new SecuredTunnels(30_000);
  final List<Stream> streams = new ArrayList<>();
  final RecordingEndpoint endpoint = new RecordingEndpoint();
  private int attempts;
  final List<EmbeddedChannel> channels = new ArrayList<>();

  @AfterEach
  void release() {
    channels.forEach(EmbeddedChannel::close);
    streams.forEach(stream -> stream.end(ResetCode.TUNNEL_LOST));
    run();
    tunnels.close();
    assertEquals(0, tunnels.sessions.count());
    assertEquals(0, tunnels.sessions.parked());
  }

  EmbeddedChannel tunnel() {
    EmbeddedChannel channel =
        tunnels.secured((loop, stream, open) -> {
          streams.add(stream);
          return endpoint;
        });
    channel.pipeline().addFirst(new Runner());
    channels.add(channel);
    channel.writeInbound(bytes(BIND));
    return channel;
  }

  /// A stream that this end opens.
  Stream opener(CarryingTunnel tunnel) {
    tunnel.claim();
    assertTrue(
        tunnel.open(
            9,
            WHERE,
            WHERE,
            stream -> {
              streams.add(stream);
              return endpoint;
            }));
    return streams.getLast();
  }

  /// Lets every loop do what it has to. From within a read: outside of one, an [EmbeddedChannel]
  /// runs the next task in the middle of a task that writes.
  void run() {
    for (int i = 0; i < 3; i++) {
      for (EmbeddedChannel channel : channels) {
        if (channel.isOpen()) {
          channel.writeInbound(RUN);
        } else {
          channel.runPendingTasks();
        }
      }
    }
  }

  private static final class Runner extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message == RUN) {
        ((EmbeddedChannel) ctx.channel()).runPendingTasks();
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }

  void hear(EmbeddedChannel channel, Frame... frames) {
    channel.writeInbound(bytes(frames));
    run();
  }

  void lose(EmbeddedChannel channel) {
    channel.pipeline().fireChannelInactive(); // EmbeddedChannel.close would stop its loop's clock
    run();
  }

  /// What has been written, as words; PING apart.
  List<String> said(EmbeddedChannel channel) {
    run();
    var decoder = new EmbeddedChannel(new FrameDecoder(Layer.STREAMS));
    for (io.netty.buffer.ByteBuf out; (out = channel.readOutbound()) != null; ) {
      decoder.writeInbound(out);
    }
    List<String> said = new ArrayList<>();
    for (Object frame; (frame = decoder.readInbound()) != null; ) {
      switch (frame) {
        case Frame.Ping _, Frame.Bind _ -> {}
        case Frame.Data d -> {
          said.add("DATA %d %s".formatted(d.offset(), d.bytes().toString(US_ASCII)));
          d.release();
        }
        case Frame.Resume r -> said.add("RESUME %d %d".formatted(r.stream(), r.received()));
        case Frame.Opened _ -> said.add("OPENED");
        case Frame.Open o -> said.add("OPEN " + o.stream());
        case Frame.Fin f -> said.add("FIN " + f.offset());
        case Frame.Reset r -> said.add("RESET " + r.code());
        case Frame.Credit c -> said.add("CREDIT %d %d".formatted(c.consumed(), c.limit()));
        default -> said.add(frame.toString());
      }
    }
    return said;
  }

  static io.netty.buffer.ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  Frame.Resume resume(int stream, long received) {
    return new Frame.Resume(stream, 9, ++attempts, received);
  }
}
