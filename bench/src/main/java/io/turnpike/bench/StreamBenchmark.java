package io.turnpike.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.ResetCode;
import io.turnpike.stream.BindHandler;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.RelayPath;
import io.turnpike.stream.Sessions;
import io.turnpike.stream.Stream;
import io.turnpike.stream.StreamAcceptor;
import io.turnpike.stream.StreamEndpoint;
import io.turnpike.stream.StreamSettings;
import io.turnpike.stream.TunnelBinding;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Full DATA frames from the opener's endpoint to the acceptor's through both ends of a session,
/// credit included, without sockets and TLS.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBenchmark {
  private static final int BYTES = 16_368;
  private static final Endpoint WHERE = new Endpoint("127.0.0.1", 1);

  private final EmbeddedChannel entry = new EmbeddedChannel();
  private final EmbeddedChannel reverse = new EmbeddedChannel();
  private final AtomicReference<@Nullable CarryingTunnel> carrying = new AtomicReference<>();
  private @Nullable Stream stream;

  @Setup
  public void bind() {
    InstanceId one = InstanceId.random();
    InstanceId other = InstanceId.random();
    add(
        entry,
        new TunnelBinding(1, one, other, "reverse", "7", new RelayPath("relay:1")),
        StreamAcceptor.NONE,
        carrying::set);
    add(
        reverse,
        new TunnelBinding(1, other, one, "entry", "7", new RelayPath("relay:1")),
        (loop, accepted, open) -> new Sink(accepted),
        tunnel -> {});
    pump();
    CarryingTunnel tunnel = carrying.get();
    if (tunnel == null) {
      throw new IllegalStateException("not bound");
    }
    tunnel.open(1, WHERE, WHERE, this::source);
    pump();
  }

  private static void add(
      EmbeddedChannel channel,
      TunnelBinding binding,
      StreamAcceptor acceptor,
      Consumer<CarryingTunnel> told) {
    channel
        .pipeline()
        .addLast(new BindHandler(binding, new Sessions(StreamSettings.DEFAULT), acceptor, told));
  }

  private StreamEndpoint source(Stream opened) {
    stream = opened;
    return new Sink(opened);
  }

  @TearDown
  public void close() {
    entry.finishAndReleaseAll();
    reverse.finishAndReleaseAll();
  }

  /// Hands what one side wrote to the other until both are silent.
  private void pump() {
    boolean moved = true;
    while (moved) {
      entry.runPendingTasks();
      reverse.runPendingTasks();
      moved = move(entry, reverse) || move(reverse, entry);
    }
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    Object frame = from.readOutbound();
    boolean any = frame != null;
    for (; frame != null; frame = from.readOutbound()) {
      to.writeInbound(frame);
    }
    return any;
  }

  @Benchmark
  public void oneFullFrame() {
    Stream sending = stream;
    if (sending == null || sending.sendable() < BYTES) {
      throw new IllegalStateException("no credit");
    }
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(BYTES).writerIndex(BYTES);
    sending.send(bytes);
    pump();
  }

  /// Takes everything at once.
  private record Sink(Stream stream) implements StreamEndpoint {
    @Override
    public void start() {}

    @Override
    public void opened(Endpoint dialled) {}

    @Override
    public void data(ByteBuf bytes) {
      int length = bytes.readableBytes();
      bytes.release();
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
