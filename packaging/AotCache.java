import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The AOT cache that the programs share: what the JVM learns in a training run, so that it need not learn it at each start.
///
/// The training run is a whole chain on loopback, with fresh keys in a temporary directory; one of the programs records.
final class AotCache {
  private static final Program TRAINED = Program.REVERSE_PROXY;
  private static final int CONNECTIONS = 50;
  private static final int BYTES_PER_CONNECTION = 256 * 1024;

  private final Path lib;
  private final Path file;
  private final Path directory;
  private final List<TrainingProcess> started = new ArrayList<>();

  AotCache(Path lib) throws IOException {
    this.lib = lib.toAbsolutePath();
    this.file = this.lib.resolve("turnpike.aot");
    this.directory = Files.createTempDirectory("turnpike-training");
  }

  void create() throws IOException, InterruptedException {
    try (ServerSocket destination = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> echo(destination));
      int relay = freePort();
      int entry = freePort();
      run(Program.GEN_CERT, "x509", "--dns", "localhost", "--ip", "127.0.0.1").awaitEnd();
      run(Program.GEN_CERT, "ed25519").awaitEnd();
      run(Program.RELAY_SERVER, "-p", "" + relay).awaitReady();
      String server = "127.0.0.1:" + relay;
      run(Program.REVERSE_PROXY, "-s", server, "-g", "training").awaitReady();
      String route = entry + ":" + destination.getLocalPort();
      run(Program.ENTRY_POINT, "-s", server, "-g", "training", "-r", route).awaitReady();
      for (int i = 0; i < CONNECTIONS; i++) {
        exchange(entry);
      }
    } finally {
      for (TrainingProcess process : started.reversed()) {
        process.stop();
      }
      Build.delete(directory);
    }
    if (!Files.exists(file)) {
      throw new Failure("the training run left no AOT cache: " + file);
    }
  }

  private TrainingProcess run(Program program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(lib.resolve("runtime/bin/java").toString());
    command.add("@" + lib.resolve("jvm.options"));
    command.add("-Djava.library.path=" + lib.resolve("native"));
    if (program == TRAINED) {
      command.add("-XX:AOTCacheOutput=" + file);
    }
    String classPath =
        program.classPath().stream().map(jar -> lib.resolve(jar).toString()).collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("-cp", classPath, program.mainClass()));
    command.addAll(List.of(arguments));
    TrainingProcess process = new TrainingProcess(program.name(), command, directory);
    started.add(process);
    return process;
  }

  /// Sends and receives at the same time, in the shape of a request and of a download.
  private static void exchange(int port) throws IOException, InterruptedException {
    byte[] sent = new byte[BYTES_PER_CONNECTION];
    Arrays.fill(sent, (byte) port);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      Thread writer = Thread.ofVirtual().start(() -> send(socket, sent));
      byte[] received = socket.getInputStream().readAllBytes();
      writer.join();
      if (!Arrays.equals(sent, received)) {
        throw new Failure("the training run got %d bytes back (expected: the %d it sent)".formatted(received.length, sent.length));
      }
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      // The reader finds out.
    }
  }

  private static void echo(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The peer finds out.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
