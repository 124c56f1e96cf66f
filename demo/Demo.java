import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Shows Turnpike at work on one machine: the executables as separate processes on loopback, fresh keys in a temporary directory, and an HTTP
/// server as the destination behind the reverse-proxy. Fetches a page and a file through them, compares hashes, and leaves nothing behind.
///
/// `make demo` runs it after the build, with the folder of the executables as its argument.
final class Demo {
  private static final int FILE_BYTES = 100 * 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] PAGE =
      "<!doctype html><title>Turnpike</title><p>This page came through the relay, which could not read it.\n"
          .getBytes(StandardCharsets.UTF_8);

  private final Path executables;
  private volatile Path directory;
  private final List<Program> programs = Collections.synchronizedList(new ArrayList<>());
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private int step;
  private volatile boolean cleaningUp;

  private Demo(Path executables) {
    this.executables = executables.toAbsolutePath();
  }

  public static void main(String[] args) {
    Demo demo = new Demo(Path.of(args[0]));
    // Also when the demo is interrupted: no process and no file may stay.
    Runtime.getRuntime().addShutdownHook(new Thread(demo::cleanUp));
    try {
      demo.run();
      System.out.println("demo: PASSED");
    } catch (Failure | IOException | InterruptedException | GeneralSecurityException e) {
      if (!demo.cleaningUp) {
        System.out.println("demo: FAILED: " + (e instanceof Failure ? e.getMessage() : e));
        demo.printLogs();
      }
      System.exit(1);
    }
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException, GeneralSecurityException {
    System.out.println("demo: source -> entry-point = relay-server = reverse-proxy -> destination, all on 127.0.0.1");
    directory = Files.createTempDirectory("turnpike-demo");
    Path file = directory.resolve("file");
    writeRandom(file);
    List<Integer> ports = freePorts(2);
    String relay = "127.0.0.1:" + ports.get(0);
    int entry = ports.get(1);

    start("gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1").awaitEnd();
    say("gen-cert x509", "a certificate for the relay-server");
    start("gen-cert", "ed25519").awaitEnd();
    say("gen-cert ed25519", "an identity for the edges");
    HttpServer destination = serve(file);
    int destinationPort = destination.getAddress().getPort();
    say("destination", "an HTTP server, on " + destinationPort);

    Program relayServer = start("relay-server", "-p", "" + ports.get(0));
    say("relay-server", "ready on %d after %d ms".formatted(ports.get(0), relayServer.awaitReady()));
    Program reverseProxy = start("reverse-proxy", "-s", relay, "-g", "7");
    say("reverse-proxy", "ready after %d ms".formatted(reverseProxy.awaitReady()));
    Program entryPoint = start("entry-point", "-s", relay, "-r", entry + ":" + destinationPort, "-g", "7");
    say("entry-point", "ready after %d ms: %d leads to %d".formatted(entryPoint.awaitReady(), entry, destinationPort));

    fetchPage(URI.create("http://127.0.0.1:" + entry + "/"));
    fetchFile(URI.create("http://127.0.0.1:" + entry + "/file"), file);
    client.close();
    destination.stop(0);
    for (Program program : List.of(entryPoint, reverseProxy, relayServer)) {
      program.stop();
    }
    say("stop", "SIGTERM ended all three with exit code 0");
  }

  private void fetchPage(URI uri) throws IOException, InterruptedException, GeneralSecurityException {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = client.send(get(uri), HttpResponse.BodyHandlers.ofByteArray());
    long millis = millisSince(start);
    compare(sha256(PAGE), sha256(response.body()), "page");
    say("fetch the page", "status %d, %d bytes in %d ms, SHA-256 equal".formatted(response.statusCode(), PAGE.length, millis));
  }

  private void fetchFile(URI uri, Path original) throws IOException, InterruptedException, GeneralSecurityException {
    Path copy = directory.resolve("copy");
    long start = System.nanoTime();
    HttpResponse<Path> response = client.send(get(uri), HttpResponse.BodyHandlers.ofFile(copy));
    double seconds = (System.nanoTime() - start) / 1e9;
    String hash = sha256(original);
    compare(hash, sha256(copy), "file");
    double speed = FILE_BYTES / 1e6 / seconds;
    String result = "status %d, %d MiB in %.2f s: %.0f MB/s, SHA-256 equal (%s)";
    say("fetch the file", result.formatted(response.statusCode(), FILE_BYTES >> 20, seconds, speed, hash.substring(0, 16)));
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpServer serve(Path file) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, PAGE.length, body -> body.write(PAGE)));
    server.createContext("/file", exchange -> answer(exchange, FILE_BYTES, body -> Files.copy(file, body)));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, long length, Body body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, length);
      try (OutputStream out = exchange.getResponseBody()) {
        body.writeTo(out);
      }
    }
  }

  /// Writes the body of an answer.
  private interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private Program start(String name, String... arguments) throws IOException {
    Program program = new Program(name, executables, directory, arguments);
    programs.add(program);
    return program;
  }

  private void say(String what, String result) {
    System.out.printf("%3d  %-18s %s%n", ++step, what, result);
  }

  private void printLogs() {
    for (Program program : List.copyOf(programs)) {
      System.out.println("--- " + program.name + " said:");
      program.lastLines().forEach(System.out::println);
    }
  }

  private void cleanUp() {
    cleaningUp = true;
    for (Program program : List.copyOf(programs)) {
      program.process.destroyForcibly().onExit().join();
    }
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.out.println("demo: could not delete " + directory + ": " + e);
    }
  }

  /// Ports that are free now; all are held at the same time, so they differ.
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return sockets.stream().map(ServerSocket::getLocalPort).toList();
  }

  private static void writeRandom(Path file) throws IOException {
    Random random = new Random();
    byte[] block = new byte[1024 * 1024];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int written = 0; written < FILE_BYTES; written += block.length) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  private static void compare(String expected, String actual, String what) {
    if (!expected.equals(actual)) {
      throw new Failure("the " + what + " arrived with SHA-256 " + actual + " (expected: " + expected + ")");
    }
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static String sha256(Path file) throws IOException, GeneralSecurityException {
    return sha256(Files.readAllBytes(file));
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /// One of the executables, running.
  private static final class Program {
    private static final int LINES_KEPT = 30;

    final String name;
    final Process process;
    private final long start = System.nanoTime();
    private final CountDownLatch readyOrEnded = new CountDownLatch(1);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    Program(String name, Path executables, Path directory, String... arguments) throws IOException {
      this.name = name;
      List<String> command = new ArrayList<>();
      Path windows = executables.resolve(name + ".cmd");
      command.add((Files.exists(windows) ? windows : executables.resolve(name)).toString());
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
      // For the platforms whose folders have no Java runtime of their own.
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      this.process = builder.start();
      Thread.ofVirtual().start(this::read);
    }

    /// Returns the milliseconds it took.
    long awaitReady() throws InterruptedException {
      if (!readyOrEnded.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !process.isAlive()) {
        throw new Failure(name + (process.isAlive() ? " did not get ready" : " ended with " + process.exitValue()));
      }
      return millisSince(start);
    }

    void awaitEnd() throws InterruptedException {
      if (!process.waitFor(PATIENCE)) {
        throw new Failure(name + " did not end");
      }
      if (process.exitValue() != 0) {
        throw new Failure(name + " ended with " + process.exitValue() + " (expected: 0)");
      }
    }

    void stop() throws InterruptedException {
      process.toHandle().destroy();
      awaitEnd();
    }

    List<String> lastLines() {
      List<String> all = List.copyOf(lines);
      return all.subList(Math.max(0, all.size() - LINES_KEPT), all.size());
    }

    private void read() {
      try (BufferedReader reader = process.inputReader()) {
        for (String line; (line = reader.readLine()) != null; ) {
          lines.add(line);
          if (line.contains("ready")) {
            readyOrEnded.countDown();
          }
        }
      } catch (IOException e) {
        lines.add(e.toString());
      }
      readyOrEnded.countDown();
    }
  }

  /// What the demo found wrong, in one line.
  private static final class Failure extends RuntimeException {
    Failure(String message) {
      super(message);
    }
  }
}
