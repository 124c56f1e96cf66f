package io.turnpike.net;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Resolves names through the system's resolver, on threads of its own, since that blocks. A
/// literal address is answered at once and starts no thread. Any thread; bounded.
public final class NameResolver implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUED = 256;

  private final Lookup lookup;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          5,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUED),
          new DefaultThreadFactory("resolver", true));

  /// Asks the system; blocks.
  @FunctionalInterface
  interface Lookup {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  public NameResolver() {
    this(InetAddress::getAllByName);
  }

  NameResolver(Lookup lookup) {
    this.lookup = lookup;
    executor.allowCoreThreadTimeOut(true);
  }

  /// All addresses of `host`, at least one; fails with a [DialFailure] of kind NO_SUCH_NAME.
  /// Completes on the caller's thread or on a resolver thread.
  public CompletableFuture<List<InetAddress>> resolve(String host) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      return CompletableFuture.completedFuture(List.of(address(literal)));
    }
    var result = new CompletableFuture<List<InetAddress>>();
    try {
      executor.execute(() -> lookUp(host, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new DialFailure(DialFailure.Kind.NO_SUCH_NAME, "too many names are being resolved"));
    }
    return result;
  }

  private void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
    try {
      result.complete(List.of(lookup.all(host)));
    } catch (UnknownHostException e) {
      result.completeExceptionally(
          new DialFailure(DialFailure.Kind.NO_SUCH_NAME, "name \"" + host + "\" does not resolve"));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private static InetAddress address(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // only for a wrong length
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
