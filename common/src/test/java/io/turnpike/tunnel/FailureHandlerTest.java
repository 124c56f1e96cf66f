package io.turnpike.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureHandlerTest {
  private final List<Throwable> reported = new ArrayList<>();
  private int farewells;

  /// Stands for TLS, which sends what is queued, and its own end.
  private EmbeddedChannel channel() {
    return new EmbeddedChannel(
        new ChannelOutboundHandlerAdapter() {
          @Override
          public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            farewells++;
            ctx.close(promise);
          }
        },
        new FailureHandler(reported::add));
  }

  @Test
  void aFailureEndsTheChannelInOrder() {
    var failure = new CorruptedFrameException("broken");
    EmbeddedChannel channel = channel();
    channel.pipeline().fireExceptionCaught(failure);
    assertFalse(channel.isOpen());
    assertEquals(1, farewells);
    assertEquals(List.of(failure), reported);
  }

  @Test
  void withoutMemoryNothingMoreGoesOut() {
    var failure = new DecoderException(new OutOfMemoryError("failed to allocate"));
    EmbeddedChannel channel = channel();
    channel.pipeline().fireExceptionCaught(failure);
    channel.runPendingTasks();
    assertFalse(channel.isOpen());
    assertEquals(0, farewells);
    assertEquals(List.of(failure), reported);
  }
}
