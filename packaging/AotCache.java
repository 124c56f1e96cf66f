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
/// The training run is a whole chain on loopback, with fresh keys in a temporary directory, all its programs in one JVM, which records. One cache for
/// all: a host that runs several of them has its pages in memory once.
final class AotCache {
  private static final String TRAINING_RUN = "io.turnpike.cli.TrainingRun";
  private static final int SHORT_CONNECTIONS = 400;
  private static final int LONG_CONNECTIONS = 20;
  private static final int SHORT_BYTES = 1024;
  private static final int LONG_BYTES = 8 * 1024 * 1024;

  /// So many that the methods on a message's way are called as often as the second compiler waits for: their profiles are in the cache then, and a program
  /// compiles them early; those in which classes of another program were compiled too as soon as -XX:Tier2ProfileDelayFactor says. User time of a round trip
  /// in all three, compilers included, before that option: 82 µs behind 36,000 of them, without this training 113, and 77 only behind 84,000.
  private static final int ROUND_TRIPS = 40_000;

  private static final int MESSAGE_BYTES = 64;

  /// What a start does and nobody does afterwards: reading the command line, making lambdas, looking up ciphers. It is not compiled in the training run, so
  /// no profile of it is in the cache. Otherwise every start has the compilers busy with it, beside the start itself: the relay needed 464 ms of
  /// processor time to be ready instead of 659, the edges 549 and 587 instead of 664 and 771, and each 1.4 to 2 MB less at rest.
  private static final List<String> ONLY_AT_START =
      List.of(
          "picocli*",
          "java.io*",
          "java.lang.classfile*",
          "java.lang.constant*",
          "java.lang.foreign*",
          "java.lang.invoke*",
          "java.lang.module*",
          "java.lang.reflect*",
          "java.math*",
          "java.net.URL*",
          "java.util.jar*",
          "java.util.regex*",
          "java.util.stream*",
          "java.util.zip*",
          "jdk.internal.classfile*",
          "jdk.internal.constant*",
          "jdk.internal.foreign*",
          "jdk.internal.loader*",
          "jdk.internal.module*",
          "jdk.internal.reflect*",
          "sun.invoke*",
          "sun.reflect*",
          "sun.security*");

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
      String server = "127.0.0.1:" + relay;
      run(Program.GEN_CERT, "bundle", "--server", server, "--group", "training", "--role", "reverse", "--name", "home", "--role", "entry", "--name", "laptop").awaitEnd();
      int proxy = freePort();
      String route = entry + ":" + destination.getLocalPort();
      TrainingProcess all = run(recording(), List.of("turnpike.jar"), TRAINING_RUN);
      all.tell(Program.RELAY_SERVER, "-p " + relay);
      all.tell(Program.REVERSE_PROXY, "--profile home.turnpike");
      all.tell(Program.ENTRY_POINT, "--profile laptop.turnpike -r " + route);
      all.tell(Program.TCP_PROXY, "localhost " + proxy + " localhost " + entry);
      for (int i = 0; i < SHORT_CONNECTIONS; i++) {
        exchange(i % 2 == 0 ? entry : proxy, SHORT_BYTES);
      }
      for (int i = 0; i < LONG_CONNECTIONS; i++) {
        exchange(i % 2 == 0 ? entry : proxy, LONG_BYTES);
      }
      roundTrips(proxy);
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

  private List<String> recording() {
    List<String> options = new ArrayList<>(List.of("-XX:AOTCacheOutput=" + file, "-XX:CompileCommand=quiet"));
    ONLY_AT_START.forEach(classes -> options.add("-XX:CompileCommand=exclude," + classes + "::*"));
    return options;
  }

  private TrainingProcess run(Program program, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(program.mainClass()));
    words.addAll(List.of(arguments));
    return run(List.of(), program.classPath(), words.toArray(String[]::new));
  }

  private TrainingProcess run(List<String> options, List<String> jars, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(lib.resolve("runtime/bin/java").toString());
    command.add("@" + lib.resolve("jvm.options"));
    command.add("-Djava.library.path=" + lib.resolve("native"));
    command.addAll(options);
    String classPath = jars.stream().map(jar -> lib.resolve(jar).toString()).collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(words));
    TrainingProcess process = new TrainingProcess(words[0], command, directory);
    started.add(process);
    return process;
  }

  /// Sends and receives at the same time, in the shape of a request and of a download.
  private static void exchange(int port, int bytes) throws IOException, InterruptedException {
    byte[] sent = new byte[bytes];
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

  private static void roundTrips(int port) throws IOException {
    byte[] message = new byte[MESSAGE_BYTES];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      for (int i = 0; i < ROUND_TRIPS; i++) {
        socket.getOutputStream().write(message);
        if (socket.getInputStream().readNBytes(MESSAGE_BYTES).length < MESSAGE_BYTES) {
          throw new Failure("in the training run, a connection ended after %d round trips".formatted(i));
        }
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
