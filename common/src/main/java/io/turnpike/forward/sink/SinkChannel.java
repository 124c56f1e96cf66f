package io.turnpike.forward.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection with a [SinkService] that looks like a connected socket and is none: what is
/// written to it, the service takes; what it reads, the service gives; a FIN it answers with its
/// own, behind what it still has to give. Belongs to its loop.
///
/// It holds no more than a socket would: an echo that is not read waits here up to 64 KiB, and what
/// comes then stays in the writer's queue. It reads once in each pass of the loop, so that sockets
/// have their turn.
final class SinkChannel extends AbstractChannel implements DuplexChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_BUFFERS = 256;

  private final SinkService service;
  private final InetSocketAddress address;
  private final ChannelConfig config = new Config();
  private final Characters characters = new Characters();
  private final Queue<ByteBuf> echoes = new ArrayDeque<>(1);
  private int echoBytes;
  private boolean open = true;
  private boolean wantsToRead;
  private boolean passPending;
  private boolean outputShut;
  private boolean inputShut;

  SinkChannel(SinkService service, InetAddress address) {
    super(null);
    this.service = service;
    this.address = new InetSocketAddress(address, service.port());
  }

  // What is written to it.

  @Override
  protected void doWrite(ChannelOutboundBuffer written) {
    for (Object next = written.current(); next != null; next = written.current()) {
      var bytes = (ByteBuf) next;
      if (service == SinkService.ECHO && bytes.isReadable()) {
        if (echoBytes >= MOST_BYTES || echoes.size() >= MOST_BUFFERS) {
          break;
        }
        echoBytes += bytes.readableBytes();
        echoes.add(bytes.retain());
      }
      written.remove();
    }
    passSoon();
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputShut = true;
    passSoon();
    return promise.setSuccess();
  }

  // What is read from it.

  @Override
  protected void doBeginRead() {
    wantsToRead = true;
    passSoon();
  }

  /// In the next pass of the loop: a task of this one would keep the loop from its sockets.
  private void passSoon() {
    boolean hasMore = service == SinkService.CHARGEN || !echoes.isEmpty();
    if (!passPending && open && ((wantsToRead && hasMore) || outputShut)) {
      passPending = true;
      var _ = eventLoop().schedule(this::pass, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void pass() {
    passPending = false;
    if (wantsToRead && open) {
      readPass(unsafe().recvBufAllocHandle());
    }
    ((SinkUnsafe) unsafe()).writeAgain();
    if (outputShut && !inputShut && open && echoes.isEmpty()) {
      inputShut = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  @SuppressWarnings("deprecation") // as in Netty's own channels
  private void readPass(RecvByteBufAllocator.Handle reads) {
    reads.reset(config);
    boolean any = false;
    do {
      ByteBuf bytes = next(reads);
      if (bytes == null) {
        break;
      }
      any = true;
      reads.incMessagesRead(1);
      wantsToRead = false;
      pipeline().fireChannelRead(bytes);
    } while (open && reads.continueReading());
    reads.readComplete();
    if (any) {
      pipeline().fireChannelReadComplete();
    }
  }

  @SuppressWarnings("deprecation")
  private @Nullable ByteBuf next(RecvByteBufAllocator.Handle reads) {
    ByteBuf bytes = null;
    if (service == SinkService.CHARGEN && !outputShut) {
      bytes = reads.allocate(alloc());
      characters.fill(bytes);
    } else if (!echoes.isEmpty()) {
      bytes = echoes.remove();
      echoBytes -= bytes.readableBytes();
    }
    if (bytes != null) {
      reads.attemptedBytesRead(bytes.readableBytes());
      reads.lastBytesRead(bytes.readableBytes());
    }
    return bytes;
  }

  // What a channel is.

  @Override
  protected void doClose() {
    open = false;
    echoes.forEach(ByteBuf::release);
    echoes.clear();
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doBind(SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new SinkUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return address;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return address;
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
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && isRegistered();
  }

  @Override
  public boolean isInputShutdown() {
    return inputShut;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut;
  }

  @Override
  public boolean isShutdown() {
    return inputShut && outputShut;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return promise.setFailure(new UnsupportedOperationException());
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  private final class SinkUnsafe extends AbstractUnsafe {
    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException());
    }

    /// There is room for what an earlier flush has left.
    void writeAgain() {
      flush0();
    }
  }

  private final class Config extends DefaultChannelConfig {
    Config() {
      super(SinkChannel.this);
    }

    @Override
    protected void autoReadCleared() {
      wantsToRead = false;
    }
  }
}
