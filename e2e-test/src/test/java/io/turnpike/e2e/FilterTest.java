package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.Filter;
import io.turnpike.forward.filter.FilterFactory;
import io.turnpike.forward.filter.FilterOptions;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.forward.filter.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each filter that comes with the programs, over real sockets.
class FilterTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  private static Proxy proxy(Destination destination, String... filters) throws Exception {
    StringBuilder arguments = new StringBuilder();
    for (String filter : filters) {
      arguments.append(" --filter ").append(filter);
    }
    return Proxy.start(arguments.toString(), destination.route());
  }

  /// Sends `bytes` and FIN, and reads to the end.
  private static byte[] ask(Carrier carrier, byte[] bytes) throws IOException {
    try (Socket socket = Tcp.connect(carrier.address())) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void logWritesALineForEachChunk() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.echo();
        var proxy = proxy(destination, "log", "log:as=text", "log:as=hex")) {
      assertArrayEquals(HELLO, ask(proxy, HELLO));
      log.await("INFO chunk conn=[0-9a-f]{8} direction=up bytes=5$");
      log.await("INFO chunk conn=[0-9a-f]{8} direction=down bytes=5$");
      log.await("INFO chunk conn=[0-9a-f]{8} direction=up bytes=5 text=hello$");
      log.await("INFO conn=[0-9a-f]{8} down .*68 65 6c 6c 6f .*hello");
    }
  }

  @Test
  void dumpWritesEachDirectionToAFile() throws Exception {
    var content = new Content(5, 3 << 20);
    try (var destination =
            Destination.start(socket -> {
              assertEquals(5, socket.getInputStream().readAllBytes().length);
              content.writeTo(socket.getOutputStream());
            });
        var proxy = proxy(destination, "dump:dir=" + directory)) {
      assertEquals(content.length(), ask(proxy, HELLO).length);
      proxy.awaitNoStreams();
      Await.until(() -> "files " + sizes(), () -> sizes().equals(List.of(5L, content.length())));
      for (Path file : files()) {
        if (file.toString().endsWith(".up")) {
          assertArrayEquals(HELLO, Files.readAllBytes(file));
        } else {
          assertArrayEquals(content.sha256(), content.readFrom(Files.newInputStream(file)));
        }
      }
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private List<Long> sizes() {
    try {
      return files().stream().map(file -> file.toFile().length()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void delayIsAddedOnceAndKeepsTheOrder() throws Exception {
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    try (var destination = Destination.echo();
        var proxy =
            proxy(destination, "chunk:size=1000", "delay:up=100ms,down=200ms,jitter=10ms")) {
      long began = System.nanoTime();
      assertArrayEquals(bytes, ask(proxy, bytes));
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertTrue(millis >= 300, "after " + millis + " ms");
      assertTrue(
          millis < 5_000, "after " + millis + " ms: once for each of 200 chunks would be 60 s");
    }
  }

  @Test
  void quotaEndsAtTheExactByte() throws Exception {
    var received = new ByteArrayOutputStream();
    try (var log = LogCapture.begin();
        var destination =
            Destination.start(socket -> socket.getInputStream().transferTo(received));
        var proxy = proxy(destination, "quota:up=100000");
        Socket socket = Tcp.connect(proxy.address())) {
      byte[] bytes = new byte[100_000 + 50];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (i * 7);
      }
      socket.getOutputStream().write(bytes);
      destination.awaitNone();
      Await.until(() -> "" + received.size(), () -> received.size() == 100_000);
      assertArrayEquals(Arrays.copyOf(bytes, 100_000), received.toByteArray());
      log.await(
          "connection ended .* by=proxy reason=\"filter quota:up=100000: quota of bytes up is used up\"");
    }
  }

  @Test
  void quotaDownEndsAtTheExactByteThroughTheChainToo() throws Exception {
    try (var destination =
            Destination.start(socket -> {
              try {
                socket.getOutputStream().write(new byte[1_000_000]);
                socket.getInputStream().read();
              } catch (IOException e) {
                // reset, as it goes on after the end
              }
            });
        var chain = FilteredChain.start("--filter quota:down=70001", "", destination)) {
      try (Socket socket = Tcp.connect(chain.address())) {
        assertEquals(70_001, socket.getInputStream().readAllBytes().length);
      }
    }
  }

  @Test
  void resetComesAfterSoManyBytes() throws Exception {
    try (var destination = Destination.start(socket -> Tcp.expectReset(socket, SOON));
        var proxy = proxy(destination, "reset:up=10");
        Socket socket = Tcp.connect(proxy.address())) {
      socket.getOutputStream().write(new byte[9]);
      Await.until(() -> "not there", () -> destination.open() == 1);
      socket.getOutputStream().write(new byte[5]);
      Tcp.expectReset(socket, SOON);
      destination.awaitNone();
    }
  }

  @Test
  void dropSwallows() throws Exception {
    try (var destination = Destination.echo();
        var proxy = proxy(destination, "drop:up=3")) {
      assertArrayEquals("hel".getBytes(StandardCharsets.UTF_8), ask(proxy, HELLO));
    }
  }

  @Test
  void headerIsAddedInFrontOfTheRequest() throws Exception {
    try (var destination = Destination.echo();
        var proxy = proxy(destination, "header:add=A\\x20B,strip=2")) {
      assertEquals("A Bllo", new String(ask(proxy, HELLO), StandardCharsets.UTF_8));
    }
  }

  @Test
  void theDestinationLearnsTheSource() throws Exception {
    try (var destination = Destination.echo();
        var proxy = proxy(destination, "proxy-protocol:v1");
        Socket socket = Tcp.connect(proxy.address())) {
      String expected =
          "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n"
              .formatted(socket.getLocalPort(), destination.port());
      byte[] header = socket.getInputStream().readNBytes(expected.length()); // it asks for no byte
      assertEquals(expected, new String(header, StandardCharsets.US_ASCII));
      socket.shutdownOutput(); // the end comes before that of the programs
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void atTheReverseProxyItIsTheSourceThatTheEntryPointSaw() throws Exception {
    try (var destination = Destination.echo();
        var chain = FilteredChain.start("", "--filter proxy-protocol:v1", destination);
        Socket socket = Tcp.connect(chain.address())) {
      String expected =
          "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n"
              .formatted(socket.getLocalPort(), destination.port());
      byte[] header = socket.getInputStream().readNBytes(expected.length());
      assertEquals(expected, new String(header, StandardCharsets.US_ASCII));
      socket.shutdownOutput(); // the end comes before that of the programs
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void allTogetherPassAChainWhole() throws Exception {
    var up = new Content(1, 3 << 20);
    var down = new Content(2, 3 << 20);
    try (var destination =
            Destination.start(socket -> {
              assertArrayEquals(up.sha256(), up.readFrom(socket.getInputStream()));
              down.writeTo(socket.getOutputStream());
            });
        var chain =
            FilteredChain.start(
                "--filter log --filter delay:both=20ms --filter chunk:size=1000",
                "--filter chunk:size=777 --filter delay:both=10ms,jitter=5ms",
                destination);
        Socket socket = Tcp.connect(chain.address())) {
      up.writeTo(socket.getOutputStream());
      socket.shutdownOutput();
      assertArrayEquals(down.sha256(), down.readFrom(socket.getInputStream()));
      destination.awaitNone();
    }
  }

  /// Throws at the byte `!`. Found by `ServiceLoader` in the tests' class path.
  public static final class Throwing implements FilterFactory {
    @Override
    public String name() {
      return "throwing";
    }

    @Override
    public Function<FilteredConnection, Filter> configure(FilterOptions options) {
      return connection -> Throwing::filter;
    }

    private static Verdict filter(Direction direction, ByteBuf chunk) {
      if (chunk.getByte(chunk.readerIndex()) == '!') {
        throw new IllegalStateException("on purpose");
      }
      return Verdict.pass(chunk);
    }
  }

  @Test
  void aFilterThatThrowsEndsItsConnectionAndNoOther() throws Exception {
    try (var log = LogCapture.begin();
        var destination = Destination.start(FilterTest::echoUntilReset);
        var proxy = proxy(destination, "throwing");
        Socket good = Tcp.connect(proxy.address());
        Socket bad = Tcp.connect(proxy.address())) {
      good.getOutputStream().write('a');
      assertEquals('a', good.getInputStream().read());
      bad.getOutputStream().write('!');
      Tcp.expectReset(bad, SOON);
      log.await("WARN filter failed conn=[0-9a-f]{8} filter=throwing");
      good.getOutputStream().write('b');
      assertEquals('b', good.getInputStream().read());
    }
  }

  private static void echoUntilReset(Socket socket) {
    try {
      Destination.echo(socket);
    } catch (IOException e) {
      // the reset
    }
  }
}
