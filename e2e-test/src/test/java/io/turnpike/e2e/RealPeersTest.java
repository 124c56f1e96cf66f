package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.turnpike.net.HostPort;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs that users have, through the chain; each is skipped with a word where it is
/// missing.
class RealPeersTest {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  @TempDir private Path folder;
  private Commands commands;

  @BeforeEach
  void findFolder() {
    commands = new Commands(folder);
  }

  private static Chain chainTo(int port) throws Exception {
    Chain chain = Chain.start(ChainSettings.of(Chain.route(new HostPort("localhost", port))));
    chain.awaitPool();
    return chain;
  }

  @Test
  void curlFetchesAFile() throws Exception {
    Commands.assumeInstalled("curl");
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
      commands.run("curl", "-sS", "--max-time", "30", "-o", "fetched", url);
      assertEquals(-1, Files.mismatch(folder.resolve("fetched"), write("file", file)));
      chain.awaitNoStreams();
    } finally {
      http.stop(0);
    }
  }

  @Test
  void curlGoesThroughFronts() throws Exception {
    Commands.assumeInstalled("curl");
    byte[] file = new byte[3 << 20];
    new Random(5).nextBytes(file);
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    http.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file);
          exchange.close();
        });
    http.start();
    try (var chain = FilteredChain.start("--socks 0 --http-connect 0", "")) {
      String url = "http://localhost:" + http.getAddress().getPort() + "/";
      String socks = "127.0.0.1:" + chain.entry().addresses().get(0).getPort();
      String connect = "http://127.0.0.1:" + chain.entry().addresses().get(1).getPort();
      String curl = "curl -sS --noproxy none --max-time 30 -o fetched ";
      commands.run((curl + "--socks5-hostname " + socks + " " + url).split(" "));
      assertEquals(-1, Files.mismatch(folder.resolve("fetched"), write("file", file)));
      Files.delete(folder.resolve("fetched"));
      commands.run((curl + "--proxy " + connect + " -p " + url).split(" "));
      assertEquals(-1, Files.mismatch(folder.resolve("fetched"), folder.resolve("file")));
      Await.until(() -> "streams=" + chain.streams(), () -> chain.streams() == 0);
    } finally {
      http.stop(0);
    }
  }

  @Test
  void opensslShakesHandsThrough() throws Exception {
    Commands.assumeInstalled("openssl");
    commands.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out crt -days 2 -subj /CN=e2e"
            .split(" "));
    int port = Commands.freePort();
    Process server =
        commands.startServer(
            "openssl",
            "s_server",
            "-quiet",
            "-accept",
            "127.0.0.1:" + port,
            "-key",
            "key",
            "-cert",
            "crt");
    try (var chain = chainTo(port)) {
      Commands.awaitListening(port);
      String said =
          commands.run(
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
    commands.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host");
    commands.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "user");
    Files.createDirectories(Path.of("/run/sshd"));
    int port = Commands.freePort();
    Process server = sshd(port);
    try (var chain = chainTo(port)) {
      Commands.awaitListening(port);
      int through = chain.address().getPort();
      String options =
          " -q -F none -i user -o StrictHostKeyChecking=no -o UserKnownHostsFile=known ";
      String said =
          commands.run(
              ("ssh" + options + "-p " + through + " root@127.0.0.1 echo relayed").split(" "));
      assertTrue(said.contains("relayed"), said);
      byte[] file = new byte[5 << 20];
      new Random(2).nextBytes(file);
      Path sent = write("sent", file);
      String target = "root@127.0.0.1:" + folder.resolve("copied");
      commands.run(("scp" + options + "-P " + through + " sent " + target).split(" "));
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
    return commands.startServer(words);
  }

  private Path write(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }
}
