package io.turnpike.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.turnpike.net.DialFailure;
import io.turnpike.net.HostPort;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The resolver is the test: each question waits for its answer.
class RelayNamesTest {
  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration NEVER = Duration.ofDays(1);

  private final EventLoop loop = new DefaultEventLoop();
  private final BlockingQueue<CompletableFuture<List<InetAddress>>> questions =
      new LinkedBlockingQueue<>();
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private RelayNames names;

  private RelayNames start(Duration refresh, HostPort... relays) {
    names =
        new RelayNames(
            loop,
            name -> {
              var question = new CompletableFuture<List<InetAddress>>();
              questions.add(question);
              return question;
            },
            List.of(relays),
            refresh,
            () -> changes.add(String.valueOf(names.targets())));
    loop.execute(names::start);
    return names;
  }

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private CompletableFuture<List<InetAddress>> question() throws InterruptedException {
    CompletableFuture<List<InetAddress>> question = questions.poll(5, TimeUnit.SECONDS);
    if (question == null) {
      throw new AssertionError("nobody asks");
    }
    return question;
  }

  private void answer(String... addresses) throws InterruptedException {
    question().complete(Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
  }

  private void expectChange(String targets) throws InterruptedException {
    assertEquals(targets, changes.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void anAddressIsThereWithoutAQuestion() throws Exception {
    start(SOON, new HostPort("192.0.2.1", 1), new HostPort("2001:db8::1", 2));
    expectChange("[192.0.2.1:1, [2001:db8::1]:2]");
    assertEquals(0, questions.size());
  }

  @Test
  void everyAddressOfBothFamiliesIsARelay() throws Exception {
    start(NEVER, new HostPort("relay.example", 4433));
    expectChange("[]");
    answer("192.0.2.1", "2001:db8::1", "192.0.2.1");
    expectChange("[relay.example:4433/192.0.2.1, relay.example:4433/2001:db8::1]");
  }

  @Test
  void asksAgainAndTellsOnlyOfChanges() throws Exception {
    start(SOON, new HostPort("relay.example", 4433));
    expectChange("[]");
    answer("192.0.2.1");
    expectChange("[relay.example:4433/192.0.2.1]");
    answer("192.0.2.1");
    answer("192.0.2.1");
    answer("192.0.2.2");
    expectChange("[relay.example:4433/192.0.2.2]");
  }

  @Test
  void aNameThatDoesNotResolveKeepsItsAddresses() throws Exception {
    start(SOON, new HostPort("relay.example", 4433));
    expectChange("[]");
    answer("192.0.2.1");
    expectChange("[relay.example:4433/192.0.2.1]");
    for (int i = 0; i < 3; i++) {
      question()
          .completeExceptionally(
              new DialFailure(DialFailure.Kind.NO_SUCH_NAME, "does not resolve"));
    }
    answer("192.0.2.1", "192.0.2.2");
    expectChange("[relay.example:4433/192.0.2.1, relay.example:4433/192.0.2.2]");
  }

  @Test
  void aNameThatHasNeverResolvedIsAskedForSoon() throws Exception {
    start(NEVER, new HostPort("relay.example", 4433));
    expectChange("[]");
    for (int i = 0; i < 3; i++) {
      question()
          .completeExceptionally(
              new DialFailure(DialFailure.Kind.NO_SUCH_NAME, "does not resolve"));
    }
    answer("192.0.2.1");
    expectChange("[relay.example:4433/192.0.2.1]");
  }
}
