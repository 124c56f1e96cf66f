package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What comes from a stream, on its way to the socket: kept until there is one, and acknowledged
/// when the kernel has taken it. Bounded by the stream's credit. Belongs to the stream's loop.
final class SocketWrites {
  private final Pace pace;
  private final Consumer<String> failed;
  private @Nullable Channel socket;
  private @Nullable HeldBytes early;

  /// @param failed told why the socket takes nothing more
  SocketWrites(Pace pace, Consumer<String> failed) {
    this.pace = pace;
    this.failed = failed;
  }

  /// From here on to `channel`; what came early goes first.
  void attach(Channel channel) {
    socket = channel;
    if (early != null) {
      early.drainTo(bytes -> write(channel, bytes));
      early = null;
      channel.flush();
    }
  }

  /// Owns `bytes` from here on.
  void write(ByteBuf bytes) {
    if (socket != null) {
      write(socket, bytes);
    } else {
      if (early == null) {
        early = new HeldBytes();
      }
      early.add(bytes);
    }
  }

  private void write(Channel to, ByteBuf bytes) {
    int length = bytes.readableBytes();
    to.write(bytes)
        .addListener(written -> {
          if (written.isSuccess()) {
            pace.consumed(length);
          } else {
            failed.accept(Sockets.reasonOf(written.cause()));
          }
        });
  }

  void flush() {
    if (socket != null) {
      socket.flush();
    }
  }

  /// Drops what no socket was there for.
  void release() {
    if (early != null) {
      early.release();
      early = null;
    }
  }
}
