package io.turnpike.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// One edge process of a [LossyWorld]: its sessions, on one to three loops.
final class LossySide {
  private final InstanceId self;
  private final InstanceId peer;
  private final LossyWorld world;
  private final Random random;
  final Sessions sessions;
  final List<SteppedLoop> loops = new ArrayList<>();
  final List<CarryingTunnel> carrying = new ArrayList<>();

  LossySide(InstanceId self, InstanceId peer, LossyWorld world) {
    this.self = self;
    this.peer = peer;
    this.world = world;
    this.random = world.random();
    this.sessions = new Sessions(world.settings());
    for (int i = random.nextInt(3); i >= 0; i--) {
      loops.add(new SteppedLoop(world.turn()));
    }
  }

  /// An end of a new tunnel, secured and without L3.
  SteppedChannel channel(StreamAcceptor streams, Consumer<CarryingTunnel> carries) {
    SteppedLoop loop = loops.get(random.nextInt(loops.size()));
    var channel = new SteppedChannel(loop, world.alloc(), 1000 + random.nextInt(200_000));
    var binding = new TunnelBinding(7, self, peer, "SHA256:peer", "7", new RelayPath("relay"));
    channel
        .pipeline()
        .addLast(new FrameDecoder(Layer.STREAMS))
        .addLast(FrameEncoder.INSTANCE)
        .addLast(
            new BindHandler(
                binding,
                sessions,
                streams,
                tunnel -> {
                  carrying.removeIf(each -> !each.channel().isOpen());
                  carrying.add(tunnel);
                  carries.accept(tunnel);
                }))
        .addLast(new Last());
    loop.execute(() -> loop.register(channel));
    return channel;
  }

  private final class Last extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      world.failed(cause);
      ctx.close();
    }
  }

  /// A stream goes on on another tunnel, though nothing is wrong with its own.
  void part(Random random) {
    if (!carrying.isEmpty()) {
      CarryingTunnel from = carrying.get(random.nextInt(carrying.size()));
      CarryingTunnel to = carrying.get(random.nextInt(carrying.size()));
      from.loop().execute(() -> from.streams().all().forEach(stream -> move(stream, to)));
    }
  }

  private static void move(Stream stream, CarryingTunnel to) {
    Resumption resumption = stream.resumption();
    if (resumption != null && to.isEligible()) {
      stream.home().execute(() -> resumption.move(to));
    }
  }
}
