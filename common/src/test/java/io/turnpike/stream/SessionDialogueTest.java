package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.BIND;
import static io.turnpike.stream.SecuredTunnels.bytes;
import static io.turnpike.stream.SecuredTunnels.data;
import static io.turnpike.stream.SecuredTunnels.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The dialogue of a secured tunnel (`protocol.md` §5), L3 left out, cut at every byte.
final class SessionDialogueTest {
  private final SecuredTunnels tunnels = new SecuredTunnels();

  @AfterEach
  void release() {
    tunnels.close();
  }

  /// One of everything that an entry-point says, two streams interleaved.
  private static ByteBuf dialogue() {
    return bytes(
        BIND,
        open(1),
        data(1, 0, "hello"),
        new Frame.Ping(5),
        open(2),
        data(2, 0, "other"),
        data(1, 5, ", wire"),
        new Frame.Fin(1, 11),
        new Frame.Reset(2, ResetCode.ABORTED),
        data(2, 5, "late"),
        new Frame.Credit(1, 0, 1 << 19),
        new Frame.Resume(3, 9, 1, 0),
        new Frame.Pong(99),
        open(4));
  }

  private String outcome(EmbeddedChannel channel) {
    channel.runPendingTasks();
    var seen = new StringBuilder();
    for (RecordingEndpoint endpoint : tunnels.endpoints) {
      seen.append(endpoint.events.stream().filter(e -> !e.equals("batchEnd")).toList());
    }
    for (ByteBuf next; (next = channel.readOutbound()) != null; next.release()) {
      seen.append(' ').append(ByteBufUtil.hexDump(next));
    }
    return seen.append(tunnels.failures).append(tunnels.tunnel.load()).toString();
  }

  private String outcomeOfCut(int... cuts) {
    EmbeddedChannel channel = tunnels.secured();
    ByteBuf all = dialogue();
    for (int cut : cuts) {
      channel.writeInbound(all.readRetainedSlice(cut - all.readerIndex()));
    }
    channel.writeInbound(all);
    return outcome(channel);
  }

  @Test
  void aSessionCutOnceAtEveryByteHasTheSameOutcome() {
    String expected = outcomeOfCut();
    assertTrue(
        expected.startsWith(
            "[start, data hello, data , wire, fin]"
                + "[start, data other, reset ABORTED]"
                + "[start]"),
        expected);
    int length = dialogue().readableBytes();
    for (int cut = 1; cut < length; cut++) {
      assertEquals(expected, outcomeOfCut(cut), "cut at " + cut);
    }
  }

  @Test
  void aSessionInRandomPiecesHasTheSameOutcome() {
    String expected = outcomeOfCut();
    int length = dialogue().readableBytes();
    for (int seed = 0; seed < 200; seed++) {
      int[] cuts = new Random(seed).ints(1 + seed % 20, 0, length).sorted().toArray();
      assertEquals(expected, outcomeOfCut(cuts), "seed " + seed);
    }
    int[] everywhere = IntStream.range(1, length).toArray();
    assertEquals(expected, outcomeOfCut(everywhere), "byte by byte");
  }
}
