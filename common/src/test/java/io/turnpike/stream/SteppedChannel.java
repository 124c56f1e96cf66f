package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/// A channel without a socket: what is written goes to a wire of bounded length, from which the
/// test takes it; a full wire pushes back as a kernel does.
final class SteppedChannel extends AbstractChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final SteppedLoop home;
  private final int wireBytes;
  private byte[] wire = new byte[0];
  private boolean open = true;

  /// @param wireBytes how much the wire holds
  SteppedChannel(SteppedLoop home, ByteBufAllocator alloc, int wireBytes) {
    super(null);
    this.home = home;
    this.wireBytes = wireBytes;
    config.setAllocator(alloc);
    config.setWriteBufferWaterMark(new WriteBufferWaterMark(wireBytes / 2, wireBytes));
  }

  // What the test does.

  /// Takes up to `most` bytes from the wire.
  byte[] take(int most) {
    byte[] taken = Arrays.copyOf(wire, Math.min(most, wire.length));
    wire = Arrays.copyOfRange(wire, taken.length, wire.length);
    if (taken.length > 0 && open) {
      home.execute(unsafe()::flush);
    }
    return taken;
  }

  int onWire() {
    return wire.length;
  }

  /// The bytes arrive, in a read of their own.
  void arrive(byte[] bytes) {
    home.execute(() -> {
      if (open) {
        ByteBuf in = alloc().ioBuffer(bytes.length).writeBytes(bytes);
        pipeline().fireChannelRead(in).fireChannelReadComplete();
      }
    });
  }

  /// The other end, or the way to it, is gone.
  void lose() {
    home.execute(this::close);
  }

  // What Netty asks for.

  @Override
  protected void doWrite(ChannelOutboundBuffer in) {
    while (in.current() instanceof ByteBuf next && wire.length < wireBytes) {
      int bytes = Math.min(next.readableBytes(), wireBytes - wire.length);
      int from = wire.length;
      wire = Arrays.copyOf(wire, from + bytes);
      next.getBytes(next.readerIndex(), wire, from, bytes);
      in.removeBytes(bytes);
      if (bytes == 0) {
        in.remove();
      }
    }
  }

  @Override
  protected void doClose() {
    open = false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof SteppedLoop;
  }

  @Override
  protected SocketAddress localAddress0() {
    return new LocalAddress("stepped");
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return localAddress0();
  }

  @Override
  protected void doBind(SocketAddress local) {}

  @Override
  protected void doDisconnect() {}

  @Override
  protected void doBeginRead() {}
}
