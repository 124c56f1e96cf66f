package io.turnpike.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Tells the pages that watch how things are, once a second, as server-sent events. Belongs to the
/// admin endpoint's loop; looks only while somebody watches.
final class Feed {
  static final int MOST = 8;

  private final EventLoop loop;
  private final Views views;
  private final Set<Channel> watchers = new LinkedHashSet<>();
  private boolean ticking;

  Feed(EventLoop loop, Views views) {
    this.loop = loop;
    this.views = views;
  }

  /// @return whether there was a place
  boolean add(Channel channel) {
    if (watchers.size() >= MOST) {
      return false;
    }
    watchers.add(channel);
    channel.closeFuture().addListener(closed -> watchers.remove(channel));
    if (!ticking) {
      ticking = true;
      loop.schedule(this::tick, 1, TimeUnit.SECONDS);
    }
    return true;
  }

  /// Tells one watcher now.
  void tell(Channel channel) {
    views.status().thenAcceptAsync(status -> channel.writeAndFlush(event(status)), loop);
  }

  private void tick() {
    if (watchers.isEmpty()) {
      ticking = false;
      return;
    }
    loop.schedule(this::tick, 1, TimeUnit.SECONDS);
    views.status().thenAcceptAsync(this::tellAll, loop);
  }

  /// Who does not read is left out, and closed by the connection's time limit for writes.
  private void tellAll(byte[] status) {
    for (Channel watcher : watchers) {
      if (watcher.isWritable()) {
        watcher.writeAndFlush(event(status));
      }
    }
  }

  private static ByteBuf event(byte[] json) {
    return Unpooled.wrappedBuffer(
        "data: ".getBytes(StandardCharsets.US_ASCII),
        json,
        "\n\n".getBytes(StandardCharsets.US_ASCII));
  }
}
