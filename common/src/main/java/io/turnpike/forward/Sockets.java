package io.turnpike.forward;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.NetUtil;
import io.turnpike.frame.Frame;
import io.turnpike.frame.FrameEncoder;
import io.turnpike.net.HeadroomAllocator;
import io.turnpike.net.Transport;
import io.turnpike.stream.Stream;
import java.net.InetSocketAddress;

/// How user sockets are set up, accepted and dialled ones alike.
final class Sockets {
  /// Reads of one socket before the loop turns to the next: what one flush then carries.
  private static final int READS_AT_ONCE = 32;

  private static final RecvByteBufAllocator FULL_FRAMES =
      new FixedRecvByteBufAllocator(Frame.Data.MAX_BYTES).maxMessagesPerRead(READS_AT_ONCE);

  private static final int SMALLEST_READ_BYTES = 1024;
  private static final int FIRST_READ_BYTES = 16 * 1024;
  private static final int LARGEST_READ_BYTES = 128 * 1024;

  /// Above 256 KiB in the queue of a socket, reading at the other pauses; it goes on below 64 KiB.
  static final WriteBufferWaterMark QUEUE =
      new WriteBufferWaterMark(64 * 1024, 2 * LARGEST_READ_BYTES);

  /// What a socket that is spliced to did not take goes first.
  private static final WriteBufferWaterMark SPLICE_QUEUE =
      new WriteBufferWaterMark(1, SMALLEST_READ_BYTES);

  private Sockets() {}

  /// Who is at the other end of an accepted channel, or of the proxy there that has told us.
  static InetSocketAddress sourceOf(Channel channel) {
    return Admitted.of(channel)
        .map(Admitted::source)
        .orElseGet(() -> (InetSocketAddress) channel.remoteAddress());
  }

  /// From here on the socket ends in an RST, however it ends: even when the process is killed, its
  /// user must not take that for the end of the bytes.
  static void endInReset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
  }

  /// Every byte is with the kernel, and the FIN behind them is due: the socket may end in order.
  static void endInOrder(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, -1);
  }

  /// Reads one DATA frame's worth each, with room for its header in front, so that what was read is
  /// framed and encrypted where it lies; and only so often in a row that streams which share a
  /// tunnel share it evenly, and not at all while what is left of the memory is for tunnels
  /// ([NotReadException]). Before the channel's first read.
  static void readFor(Stream stream, Channel channel) {
    channel
        .config()
        .setRecvByteBufAllocator(
            new HeadroomAllocator(
                FrameEncoder.HEADROOM_BYTES, FULL_FRAMES, () -> readsAtOnce(stream)));
  }

  private static int readsAtOnce(Stream stream) {
    return stream.queued().mayRead(stream.keptBytes()) ? stream.share(READS_AT_ONCE) : 0;
  }

  /// Reads for a [SocketPipe]: as much at once as is there, and no more in a queue than the next
  /// reads need. Before the channel's first read.
  static void readForPipe(Channel channel) {
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(
                SMALLEST_READ_BYTES, FIRST_READ_BYTES, LARGEST_READ_BYTES));
    channel.config().setWriteBufferWaterMark(QUEUE);
  }

  /// Reads for a [SocketPipe] that splices: what a message takes, and no more than shows that there
  /// is more, which then moves within the kernel. Nothing is read while anything waits to be
  /// written. Before the channel's first read.
  static void readForSplice(Channel channel) {
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(
                    SMALLEST_READ_BYTES, SMALLEST_READ_BYTES, FIRST_READ_BYTES)
                .maxMessagesPerRead(1));
    channel.config().setWriteBufferWaterMark(SPLICE_QUEUE);
  }

  /// Every byte is with the kernel: sends the FIN. Half-closure has then served its purpose, so the
  /// peer's own FIN may close the socket without the system calls of another shutdown; not where a
  /// filter may still hold what came before it.
  static void shutOutput(DuplexChannel channel) {
    endInOrder(channel);
    Transport.shutOutput(channel);
    if (channel.pipeline().get(FilterHandler.class) == null) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }
  }

  /// `192.0.2.1:80`, `[2001:db8::1]:80`.
  static String show(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }

  /// Why a socket failed, as one line.
  static String reasonOf(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    if (message.contains("reset by peer") || message.contains("Connection reset")) {
      return "reset";
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  /// Resets a channel that has no pipe yet, on a loop or not.
  static void reject(Channel channel) {
    if (channel.isRegistered()) {
      abort(channel);
      return;
    }
    if (channel.isOpen()) {
      endInReset(channel);
      channel.unsafe().closeForcibly();
    }
    Handover.discard(channel);
    Admitted.of(channel).ifPresent(Admitted::gone); // nobody hears of a channel without a loop
  }

  /// Closes with an RST.
  static void abort(Channel channel) {
    if (channel.isOpen()) {
      endInReset(channel);
      channel.close();
    }
  }
}
