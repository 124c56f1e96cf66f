package io.turnpike.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.turnpike.stream.Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stream as its pipe uses it, no faster than its [Tenant] may be: beyond the rate nothing is
/// sent to the source, and what the destination has taken is acknowledged later, so that the far
/// end pauses. Nothing is queued here. Belongs to the stream's loop.
final class Pace implements HeldBytes.Taker {
  private final Stream stream;
  private final @Nullable Tenant tenant;
  private final @Nullable EventLoop loop;
  private Runnable resume = () -> {};
  private int unacknowledged;
  private boolean resumePending;

  private Pace(Stream stream, @Nullable Tenant tenant, @Nullable EventLoop loop) {
    this.stream = stream;
    this.tenant = tenant;
    this.loop = loop;
  }

  static Pace unlimited(Stream stream) {
    return new Pace(stream, null, null);
  }

  static Pace of(Tenant tenant, EventLoop loop, Stream stream) {
    return new Pace(stream, tenant, loop);
  }

  /// Sets what is run when [#sendable] has risen above 0 again.
  void onSendable(Runnable task) {
    resume = task;
  }

  /// As [Stream#sendable], or 0 while the rate says so.
  @Override
  public int sendable() {
    int room = stream.sendable();
    if (tenant == null || loop == null || room == 0) {
      return room;
    }
    long wait = tenant.toSources().waitNanos(System.nanoTime());
    if (wait == 0 || tenant.bytesPerSecond() == 0) {
      return room;
    }
    if (!resumePending) {
      resumePending = true;
      loop.schedule(this::resume, wait, TimeUnit.NANOSECONDS);
    }
    return 0;
  }

  private void resume() {
    resumePending = false;
    if (!stream.isEnded()) {
      resume.run();
    }
  }

  /// As [Stream#send].
  @Override
  public void send(ByteBuf bytes) {
    if (tenant != null) {
      charge(bytes.readableBytes(), tenant.toSources());
    }
    stream.send(bytes);
  }

  /// As [Stream#consumed].
  void consumed(int bytes) {
    if (tenant == null || tenant.bytesPerSecond() == 0) {
      stream.consumed(bytes + unacknowledged);
      unacknowledged = 0;
      return;
    }
    charge(bytes, tenant.toDestinations());
    boolean waits = unacknowledged > 0;
    unacknowledged += bytes;
    if (!waits) {
      acknowledge();
    }
  }

  private void acknowledge() {
    long wait = tenant == null ? 0 : tenant.toDestinations().waitNanos(System.nanoTime());
    if (wait > 0 && loop != null && !stream.isEnded()) {
      loop.schedule(this::acknowledge, wait, TimeUnit.NANOSECONDS);
    } else {
      int bytes = unacknowledged;
      unacknowledged = 0;
      stream.consumed(bytes);
    }
  }

  private void charge(int bytes, RateLimit limit) {
    long rate = tenant == null ? 0 : tenant.bytesPerSecond();
    if (rate > 0) {
      limit.take(bytes, rate, System.nanoTime());
    }
  }
}
