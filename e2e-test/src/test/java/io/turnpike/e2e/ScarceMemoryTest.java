package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.turnpike.net.DirectMemory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// With direct memory nearly used up, new connections are refused, open ones go on, and both are as
/// before when it is free again.
class ScarceMemoryTest {
  private static final int BLOCK = 8 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static void echo(Socket source) throws Exception {
    source.getOutputStream().write(42);
    assertEquals(42, source.getInputStream().read());
  }

  private static void useUp(List<ByteBuf> held) {
    long limit = PlatformDependent.maxDirectMemory();
    for (long bytes = 0; !DirectMemory.isScarce(); bytes += BLOCK) {
      assertTrue(bytes <= limit, "never scarce: limit=" + limit);
      held.add(ByteBufAllocator.DEFAULT.directBuffer(BLOCK, BLOCK));
    }
  }

  @Test
  void newWorkIsRefusedAndTheOldGoesOn() throws Exception {
    List<ByteBuf> held = new ArrayList<>();
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()))) {
      chain.awaitPool();
      try (Socket old = Tcp.connect(chain.address())) {
        echo(old);
        try {
          useUp(held);
          Tcp.expectResetOf(chain.address(), new byte[] {42}, LIMIT);
          log.await("connections refused .* reason=\"no memory is left for more connections\"");
          echo(old);
        } finally {
          held.forEach(ByteBuf::release);
        }
        try (Socket next = Tcp.connect(chain.address())) {
          echo(next);
        }
        echo(old);
      }
    }
  }
}
