package io.turnpike.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameDecoder;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.frame.Layer;
import java.util.concurrent.TimeUnit;
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

/// A DATA frame through encoder and decoder, with the headroom that user sockets leave and without.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameCodecBenchmark {
  /// Bytes of user data in the frame.
  @Param({"64", "16368"})
  public int bytes;

  @Param({"true", "false"})
  public boolean headroom;

  private final EmbeddedChannel encoder = new EmbeddedChannel(FrameEncoder.INSTANCE);
  private final EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder(Layer.STREAMS));
  private ByteBuf template = PooledByteBufAllocator.DEFAULT.directBuffer(0);

  @Setup
  public void fill() {
    template.release();
    template = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
    template.writeZero(bytes);
  }

  @TearDown
  public void release() {
    template.release();
    encoder.finishAndReleaseAll();
    decoder.finishAndReleaseAll();
  }

  /// Allocation of the user's buffer included, as a read would.
  @Benchmark
  public void encodeAndDecode() {
    int room = headroom ? FrameEncoder.HEADROOM_BYTES : 0;
    ByteBuf user = PooledByteBufAllocator.DEFAULT.directBuffer(room + bytes);
    user.setIndex(room, room + bytes);
    encoder.writeOutbound(new Frame.Data(1, 0, user));
    for (Object out = encoder.readOutbound(); out != null; out = encoder.readOutbound()) {
      decoder.writeInbound(out);
    }
    ReferenceCountUtil.release(decoder.readInbound());
  }
}
