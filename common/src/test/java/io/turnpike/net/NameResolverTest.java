package io.turnpike.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NameResolverTest {
  private static final int THREADS = 4;
  private static final int QUEUED = 256;

  private static InetAddress[] addresses(String... literals) {
    return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    return assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS))
        .getCause();
  }

  private static InetAddress[] nobodyAsks(String host) {
    throw new AssertionError("asked for " + host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "255.255.255.255", "::1", "2001:db8::5"})
  void aLiteralIsAnsweredAtOnceAndNobodyIsAsked(String literal) throws Exception {
    try (var resolver = new NameResolver(NameResolverTest::nobodyAsks)) {
      var answer = resolver.resolve(literal);
      assertTrue(answer.isDone());
      assertEquals(List.of(InetAddress.ofLiteral(literal)), answer.get());
    }
  }

  @Test
  void aNameHasAllItsAddressesInTheirOrder() throws Exception {
    try (var resolver = new NameResolver(host -> addresses("10.0.0.2", "10.0.0.1", "::1"))) {
      assertEquals(
          List.of(addresses("10.0.0.2", "10.0.0.1", "::1")),
          resolver.resolve("nas.lan").get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void theCallersThreadNeverWaitsForTheSystem() throws Exception {
    Set<Thread> asking = ConcurrentHashMap.newKeySet();
    try (var resolver =
        new NameResolver(host -> {
          asking.add(Thread.currentThread());
          return addresses("10.0.0.1");
        })) {
      for (int i = 0; i < 2_000; i++) { // the answer may be there before the caller looks
        resolver.resolve("nas.lan").get(10, TimeUnit.SECONDS);
      }
      assertFalse(asking.contains(Thread.currentThread()));
      assertTrue(asking.stream().allMatch(Thread::isDaemon));
    }
  }

  @Test
  void theSystemsOwnNameResolves() throws Exception {
    try (var resolver = new NameResolver()) {
      List<InetAddress> found = resolver.resolve("localhost").get(10, TimeUnit.SECONDS);
      assertTrue(found.stream().allMatch(InetAddress::isLoopbackAddress), found::toString);
    }
  }

  @Test
  void aNameThatDoesNotResolveIsSaidInOneLine() {
    try (var resolver =
        new NameResolver(host -> {
          throw new UnknownHostException(host + ": Name or service not known");
        })) {
      var failure =
          assertInstanceOf(DialFailure.class, failureOf(resolver.resolve("no-such.invalid")));
      assertEquals(DialFailure.Kind.NO_SUCH_NAME, failure.kind());
      assertEquals("name \"no-such.invalid\" does not resolve", failure.getMessage());
    }
  }

  @Test
  void whateverElseTheLookupThrowsReachesTheCaller() {
    var fault = new IllegalStateException("broken");
    try (var resolver =
        new NameResolver(host -> {
          throw fault;
        })) {
      assertSame(fault, failureOf(resolver.resolve("nas.lan")));
    }
  }

  @Test
  void moreNamesThanItsQueueHoldsAreRefusedAtOnce() throws Exception {
    var busy = new CountDownLatch(THREADS);
    var go = new CountDownLatch(1);
    try (var resolver =
        new NameResolver(host -> {
          busy.countDown();
          awaitQuietly(go);
          return addresses("10.0.0.1");
        })) {
      List<CompletableFuture<?>> taken = new ArrayList<>();
      for (int i = 0; i < THREADS + QUEUED; i++) {
        taken.add(resolver.resolve("nas.lan"));
      }
      assertTrue(busy.await(10, TimeUnit.SECONDS));
      var refused = resolver.resolve("one.too.many");
      assertTrue(refused.isCompletedExceptionally());
      assertEquals("too many names are being resolved", failureOf(refused).getMessage());
      assertTrue(resolver.resolve("10.0.0.1").isDone());
      go.countDown();
      CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new)).get(10, TimeUnit.SECONDS);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whenClosedItRefusesNames() {
    var resolver = new NameResolver(NameResolverTest::nobodyAsks);
    resolver.close();
    assertInstanceOf(DialFailure.class, failureOf(resolver.resolve("nas.lan")));
  }
}
