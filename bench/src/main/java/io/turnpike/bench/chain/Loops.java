package io.turnpike.bench.chain;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/// Ends event loops; their connections end with them.
final class Loops {
  private static final long PATIENCE_SECONDS = 5;

  private Loops() {}

  static void shutDown(EventLoopGroup loop) {
    loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
