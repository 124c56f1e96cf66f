package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a datagram socket as systemd has it.
class ServiceManagerTest {
  @TempDir Path directory;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final long pid = ProcessHandle.current().pid();

  @BeforeEach
  void onlyOnLinux() {
    assumeTrue(Epoll.isAvailable(), "no epoll here");
  }

  @AfterEach
  void end() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void listen(String address) throws Exception {
    Channel channel =
        new Bootstrap()
            .group(loops)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket p) {
                    heard.add(p.content().toString(StandardCharsets.UTF_8));
                  }
                })
            .bind(new DomainSocketAddress(address))
            .sync()
            .channel();
    assertTrue(channel.isActive());
  }

  private String next() throws Exception {
    String text = heard.poll(20, TimeUnit.SECONDS);
    return text == null ? "nothing" : text;
  }

  private Optional<ServiceManager> manager(String... environment) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      map.put(environment[i], environment[i + 1]);
    }
    return ServiceManager.of(map, pid);
  }

  private void assertTellsItsLife(String socket) throws Exception {
    try (ServiceManager manager = manager("NOTIFY_SOCKET", socket).orElseThrow()) {
      manager.ready(Runnable::run, () -> "tunnels=0");
      assertEquals("READY=1\nSTATUS=tunnels=0", next());
      long before = System.nanoTime() / 1_000;
      AtomicBoolean reloaded = new AtomicBoolean();
      manager.reloading(() -> reloaded.set(true));
      assertTrue(reloaded.get());
      List<String> lines = next().lines().toList();
      assertEquals("RELOADING=1", lines.getFirst());
      long said = Long.parseLong(lines.getLast().replace("MONOTONIC_USEC=", ""));
      assertTrue(said >= before && said <= System.nanoTime() / 1_000);
      assertEquals("READY=1", next());
      manager.stopping();
      assertEquals("STOPPING=1\nSTATUS=draining", next());
    }
  }

  @Test
  void tellsASocketWithAPath() throws Exception {
    String path = directory.resolve("notify").toString();
    listen(path);
    assertTellsItsLife(path);
  }

  @Test
  void tellsAnAbstractSocket() throws Exception {
    listen("\0turnpike-test-" + pid);
    assertTellsItsLife("@turnpike-test-" + pid);
  }

  @Test
  void theWatchdogHearsNothingWhileTheLoopIsStuck() throws Exception {
    String path = directory.resolve("notify").toString();
    listen(path);
    BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    try (ServiceManager manager =
        manager("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000").orElseThrow()) {
      manager.ready(loop::add, () -> "");
      assertEquals("READY=1\nSTATUS=", next());
      assertEquals("WATCHDOG=1", next());
      Runnable task = loop.poll(20, TimeUnit.SECONDS);
      assertEquals(null, heard.poll(200, TimeUnit.MILLISECONDS));
      task.run();
      assertEquals("WATCHDOG=1", next());
    }
  }

  @Test
  void theWatchdogOfAnotherProcessIsNotOurs() throws Exception {
    String path = directory.resolve("notify").toString();
    listen(path);
    try (ServiceManager manager =
        manager("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000", "WATCHDOG_PID", "1")
            .orElseThrow()) {
      manager.ready(Runnable::run, () -> "");
      assertEquals("READY=1\nSTATUS=", next());
      assertEquals(null, heard.poll(200, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void aManagerThatIsGoneHurtsNobody() {
    try (ServiceManager manager =
        manager("NOTIFY_SOCKET", directory.resolve("gone").toString()).orElseThrow()) {
      manager.ready(Runnable::run, () -> "");
      manager.stopping();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "vsock:2:1234"})
  void whatIsNoSocketIsLeftAlone(String socket) {
    assertTrue(manager("NOTIFY_SOCKET", socket).isEmpty());
  }

  @Test
  void withoutAManagerNobodyIsTold() {
    assertTrue(manager().isEmpty());
  }
}
