package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turnpike.forward.filter.Direction;
import io.turnpike.forward.filter.FilteredConnection;
import io.turnpike.forward.filter.Filters;
import io.turnpike.forward.filter.Verdict;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of docs/filters.md: compiled, packed and loaded as a user would.
class ExampleFilterTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "filter");
  private static final String SERVICE =
      "META-INF/services/io.turnpike.forward.filter.FilterFactory";

  @TempDir Path directory;

  @BeforeEach
  void build() throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                EXAMPLE.resolve("ShoutFilter.java").toString());
    assertEquals(0, result);
    Path jar = Files.createDirectory(directory.resolve("filters")).resolve("shout.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.list(classes.resolve("example"))) {
      add(out, SERVICE, EXAMPLE.resolve(SERVICE));
      for (Path file : files.toList()) {
        add(out, "example/" + file.getFileName(), file);
      }
    }
  }

  private static void add(JarOutputStream jar, String name, Path file) throws Exception {
    jar.putNextEntry(new JarEntry(name));
    Files.copy(file, (OutputStream) jar);
  }

  @Test
  void turnsRequestsIntoCapitals() throws Exception {
    URL jar = directory.resolve("filters/shout.jar").toUri().toURL();
    try (var loader = new URLClassLoader(new URL[] {jar}, getClass().getClassLoader())) {
      var filter =
          Filters.parse(List.of("shout:max=3"), loader)
              .make(new FilteredConnection("1", new InetSocketAddress("127.0.0.1", 1), "r", "a:1"))
              .getFirst()
              .filter();
      ByteBuf chunk = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
      assertEquals(Verdict.pass(chunk), filter.filter(Direction.UP, chunk));
      assertEquals("HELlo", chunk.toString(StandardCharsets.US_ASCII));
      filter.filter(Direction.DOWN, chunk);
      assertEquals("HELlo", chunk.toString(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void isLoadedFromTheFilterPath() throws Exception {
    try (var destination = Destination.echo();
        var proxy =
            Proxy.start(
                "--filter-path " + directory.resolve("filters") + " --filter shout",
                destination.route());
        Socket socket = Tcp.connect(proxy.address())) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertEquals("HELLO", new String(socket.getInputStream().readAllBytes()));
    }
    assertTrue(Files.exists(EXAMPLE.resolve(SERVICE)));
  }
}
