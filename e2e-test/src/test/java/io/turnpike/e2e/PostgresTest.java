package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.net.HostPort;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// psql and a PostgreSQL server of the test's own, with the chain between them.
class PostgresTest {
  private static final String ROWS = "select g, md5(g::text) from generate_series(1, 200000) g";

  @TempDir private Path folder;

  /// The server refuses to run as root; then it runs as the user that its package brings.
  private static String[] unprivileged(String... command) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  /// A data directory whose parents that user may enter.
  private static Path ownFolder() throws IOException {
    Path own = Files.createTempDirectory("turnpike-postgres");
    if ("root".equals(System.getProperty("user.name"))) {
      try {
        Files.setOwner(
            own,
            own.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
      } catch (UserPrincipalNotFoundException e) {
        Files.delete(own);
        assumeTrue(false, "there is no user postgres, and the server refuses to run as root");
      }
    }
    return own;
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (FileSystemException e) {
      // the server was still tidying up
    }
  }

  @Test
  void psqlAsksAndCopies() throws Exception {
    Commands.assumeInstalled("psql", "initdb", "postgres");
    Path own = ownFolder();
    var commands = new Commands(own);
    var here = new Commands(folder);
    Process server = null;
    try {
      String data = own.resolve("data").toString();
      commands.run(
          unprivileged("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"));
      int port = Commands.freePort();
      server =
          commands.startServer(
              unprivileged(
                  "postgres",
                  "-D",
                  data,
                  "-p",
                  String.valueOf(port),
                  "-F",
                  "-c",
                  "listen_addresses=127.0.0.1",
                  "-c",
                  "unix_socket_directories="));
      awaitReady(here, port);
      try (var chain =
          Chain.start(ChainSettings.of(Chain.route(new HostPort("127.0.0.1", port))))) {
        int through = chain.address().getPort();
        assertEquals("42\n", psql(here, through, "select 6 * 7"));
        psql(here, through, "\\copy (" + ROWS + ") to rows");
        psql(here, through, "create table t (g int, h text)");
        psql(here, through, "\\copy t from rows");
        assertEquals(
            "200000|0\n",
            psql(
                here,
                through,
                "select count(*), count(*) filter (where h <> md5(g::text)) from t"));
        psql(here, port, "\\copy (" + ROWS + ") to direct");
        assertEquals(-1, Files.mismatch(folder.resolve("rows"), folder.resolve("direct")));
        chain.awaitNoStreams();
      }
    } finally {
      if (server != null) {
        server.destroy();
        server.waitFor(20, TimeUnit.SECONDS);
      }
      delete(own);
    }
  }

  private static String psql(Commands commands, int port, String statement) throws Exception {
    return commands.run(
        "psql",
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        "127.0.0.1",
        "-p",
        String.valueOf(port),
        "-U",
        "postgres",
        "-c",
        statement);
  }

  private static void awaitReady(Commands commands, int port) {
    Commands.awaitListening(port);
    Await.until(
        () -> "the server is not ready",
        () -> {
          try {
            return psql(commands, port, "select 1").equals("1\n");
          } catch (Exception | AssertionError e) {
            return false;
          }
        });
  }
}
