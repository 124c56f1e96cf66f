package io.turnpike.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.turnpike.forward.Admission;
import io.turnpike.forward.AdmissionLimits;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.Entrance;
import io.turnpike.forward.Ingress;
import io.turnpike.forward.SocketSettings;
import io.turnpike.forward.StreamOpener;
import io.turnpike.forward.filter.Filters;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Layer;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.HostPort;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import io.turnpike.net.Transport;
import io.turnpike.stream.BindHandler;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.Sessions;
import io.turnpike.stream.Stream;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.stream.StreamEndpoint;
import io.turnpike.stream.StreamSettings;
import io.turnpike.stream.TunnelBinding;
import io.turnpike.stream.TunnelChooser;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Bytes from a source's socket through its pipe into a stream, and back out again: the stream's
/// far end returns them. The tunnel is a TCP connection on loopback without TLS; everything but the
/// source is on one event loop.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipeBenchmark {
  private static final HostPort DESTINATION = new HostPort("127.0.0.1", 1);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /// Bytes there and back; all within the windows as they begin.
  @Param({"64", "16368", "65536"})
  public int bytes;

  private final Transport transport = Transport.best();
  private final EventLoopGroup loops = transport.newGroup("pipe", 1);
  private final EventLoop loop = loops.next();
  private final TunnelChooser tunnels = new TunnelChooser();
  private final Socket source = new Socket();
  private final InstanceId entry = InstanceId.random();
  private final InstanceId reverse = InstanceId.random();
  private byte[] block = {};

  @Setup
  public void connect() throws Exception {
    block = new byte[bytes];
    Listener listener = new Listener(transport, loop);
    Listening far = listener.bind(ANY_PORT, source -> accepted(source.channel()));
    CountDownLatch carrying = new CountDownLatch(1);
    tunnels.onAvailable(carrying::countDown);
    new Bootstrap()
        .group(loop)
        .channel(transport.channelType())
        .handler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelActive(ChannelHandlerContext context) {
                bind(
                    context.channel(),
                    new TunnelBinding(1, entry, reverse, "reverse", "7", new RelayPath("relay:1")),
                    StreamAcceptor.NONE,
                    tunnels::add);
                context.pipeline().remove(this);
              }
            })
        .connect(far.address())
        .sync();
    carrying.await();
    StreamOpener opener =
        new StreamOpener(loop, tunnels, Duration.ofSeconds(10), ConnectionSettings.DEFAULT);
    Entrance entrance = new Entrance("bench", Filters.NONE);
    Ingress.Rules rules =
        new Ingress.Rules(
            new Admission(AdmissionLimits.NONE, System.nanoTime()),
            SocketSettings.DEFAULT,
            () -> false);
    Listening ingress =
        new Ingress(
                ANY_PORT,
                from -> true,
                rules,
                accepted ->
                    accepted.asChannel(channel -> opener.open(channel, entrance, DESTINATION)))
            .listen(listener);
    source.setTcpNoDelay(true);
    source.connect(ingress.address());
  }

  private void accepted(Channel channel) {
    bind(
        channel,
        new TunnelBinding(1, reverse, entry, "entry", "7", new RelayPath("relay:1")),
        (on, stream, open) -> new Echo(stream),
        tunnel -> {});
    loop.register(channel);
  }

  private static void bind(
      Channel channel,
      TunnelBinding binding,
      StreamAcceptor acceptor,
      Consumer<CarryingTunnel> told) {
    channel
        .pipeline()
        .addLast(new FrameDecoder(Layer.STREAMS))
        .addLast(FrameEncoder.INSTANCE)
        .addLast(new BindHandler(binding, new Sessions(StreamSettings.DEFAULT), acceptor, told));
  }

  @TearDown
  public void close() throws IOException {
    source.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Benchmark
  public void thereAndBack() throws IOException {
    source.getOutputStream().write(block);
    new DataInputStream(source.getInputStream()).readFully(block);
  }

  /// Returns everything at once.
  private record Echo(Stream stream) implements StreamEndpoint {
    @Override
    public void start() {
      stream.opened(new Endpoint(DESTINATION.host(), DESTINATION.port()));
    }

    @Override
    public void opened(Endpoint dialled) {}

    @Override
    public void data(ByteBuf bytes) {
      int length = bytes.readableBytes();
      stream.send(bytes);
      stream.consumed(length);
    }

    @Override
    public void batchEnd() {}

    @Override
    public void fin() {}

    @Override
    public void reset(ResetCode code) {}

    @Override
    public void sendable() {}
  }
}
