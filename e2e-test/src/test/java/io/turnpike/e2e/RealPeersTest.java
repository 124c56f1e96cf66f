package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.turnpike.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs that users have, through the chain; each is skipped with a word where it is
/// missing.
class RealPeersTest {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  @TempDir private Path folder;

  private String run(String... command) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + List.of(command));
    String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  private static void assumeInstalled(String program) {
    boolean there =
        List.of("/usr/bin/", "/bin/", "/usr/sbin/", "/usr/local/bin/").stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place + program)));
    assumeTrue(there, program + " is not installed");
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Chain chainTo(int port) throws Exception {
    Chain chain = Chain.start(ChainSettings.of(Chain.route(new HostPort("localhost", port))));
    chain.awaitPool();
    return chain;
  }

  @Test
  void curlFetchesAFile() throws Exception {
    assumeInstalled("curl");
    byte[] file = new byte[3 << 20];
    new Random(1).nextBytes(file);
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    http.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file);
          exchange.close();
        });
    http.start();
    try (var chain = chainTo(http.getAddress().getPort())) {
      String url = "http://127.0.0.1:" + chain.address().getPort() + "/";
      run("curl", "-sS", "--max-time", "30", "-o", "fetched", url);
      assertEquals(-1, Files.mismatch(folder.resolve("fetched"), write("file", file)));
      chain.awaitNoStreams();
    } finally {
      http.stop(0);
    }
  }

  @Test
  void opensslShakesHandsThrough() throws Exception {
    assumeInstalled("openssl");
    run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out crt -days 2 -subj /CN=e2e"
            .split(" "));
    int port = freePort();
    Process server =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-quiet",
                "-accept",
                "127.0.0.1:" + port,
                "-key",
                "key",
                "-cert",
                "crt")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server").toFile())
            .start();
    try (var chain = chainTo(port)) {
      awaitListening(port);
      String said =
          run(
              "openssl",
              "s_client",
              "-connect",
              "127.0.0.1:" + chain.address().getPort(),
              "-CAfile",
              "crt");
      assertTrue(said.contains("Verify return code: 0 (ok)"), said);
      chain.awaitNoStreams();
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void sshRunsACommandAndScpCopiesAFile() throws Exception {
    assumeTrue(Files.isExecutable(SSHD), "sshd is not installed");
    assumeTrue("root".equals(System.getProperty("user.name")), "sshd wants to be root");
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host");
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "user");
    Files.createDirectories(Path.of("/run/sshd"));
    Files.createDirectories(Path.of("/run/sshd"));
    int port = freePort();
    Process server = sshd(port);
    try (var chain = chainTo(port)) {
      awaitListening(port);
      int through = chain.address().getPort();
      String options =
          " -q -F none -i user -o StrictHostKeyChecking=no -o UserKnownHostsFile=known ";
      String said =
          run(("ssh" + options + "-p " + through + " root@127.0.0.1 echo relayed").split(" "));
      assertTrue(said.contains("relayed"), said);
      byte[] file = new byte[5 << 20];
      new Random(2).nextBytes(file);
      Path sent = write("sent", file);
      String target = "root@127.0.0.1:" + folder.resolve("copied");
      run(("scp" + options + "-P " + through + " sent " + target).split(" "));
      assertEquals(-1, Files.mismatch(sent, folder.resolve("copied")));
      chain.awaitNoStreams();
    } finally {
      server.destroyForcibly();
    }
  }

  private Process sshd(int port) throws Exception {
    String command =
        "%s -D -e -f /dev/null -p %d -h %s -o ListenAddress=127.0.0.1 -o PidFile=none -o StrictModes=no"
            + " -o UsePAM=no -o PermitRootLogin=yes -o Subsystem=sftp:internal-sftp"
            + " -o AuthorizedKeysFile=%s";
    String[] words =
        command
            .formatted(SSHD, port, folder.resolve("host"), folder.resolve("user.pub"))
            .split(" ");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("sftp:internal-sftp", "sftp internal-sftp");
    }
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("server").toFile())
        .start();
  }

  private Path write(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  private static void awaitListening(int port) {
    Await.until(
        () -> "nobody listens on " + port,
        () -> {
          try (var probe = Tcp.connect(new InetSocketAddress("127.0.0.1", port))) {
            return probe.isConnected();
          } catch (java.io.IOException e) {
            return false;
          }
        });
  }
}
