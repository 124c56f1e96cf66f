package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
  private static final String FILE =
      """
      serverAddress: [a:1, b:2]
      threads: 2
      routes:
        - 1:1
        - {name: db, listen: 5, destination: 'db.lan:5'}
      """;

  @TempDir private Path directory;

  @Test
  void configSaysWhatHoldsAndWhereItCameFrom() throws IOException {
    Path file = write(FILE);
    Ran ran =
        run(
            Map.of("TURNPIKE_GROUP_ID", "7", "TURNPIKE_PROXY", "http://me:secret@proxy:1"),
            "config",
            "--config",
            file.toString(),
            "--pool",
            "9",
            "--admin-token",
            "xyzzy");
    ran.assertEnded();
    for (String line :
        new String[] {
          "serverAddress: +# " + file + ":1:16: serverAddress\\n  - \"a:1\"\\n  - \"b:2\"",
          "threads: 2 +# " + file + ":2:10: threads",
          "routes: +# "
              + file
              + ":4:3: routes\\n  - \"1:1\"\\n"
              + "  - \"name=db&listen=5&destination=db.lan:5\"",
          "group: \"7\" +# TURNPIKE_GROUP_ID",
          "pool: 9 +# --pool",
          "maxTunnels: 64 +# default",
          "fast: false +# default",
          "# pidFile: +# not set",
          "proxy: \"http://\\*\\*\\*@proxy:1\" +# TURNPIKE_PROXY",
          "adminToken: \"\\*\\*\\*\" +# --admin-token"
        }) {
      assertTrue(
          java.util.regex.Pattern.compile("^" + line + "$", java.util.regex.Pattern.MULTILINE)
              .matcher(ran.out())
              .find(),
          line + "\n" + ran.out());
    }
    assertFalse(ran.out().contains("xyzzy") || ran.out().contains("secret"), ran.out());
  }

  @Test
  void whatConfigPrintsIsAConfiguration() throws IOException {
    String printed = run(Map.of(), "config", "--config", write(FILE).toString()).out();
    Path again = directory.resolve("again.yaml");
    Files.writeString(again, printed);
    String once = values(printed);
    assertEquals(once, values(run(Map.of(), "config", "--config", again.toString()).out()));
  }

  private static String values(String printed) {
    return printed
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll(" +# .*", ""))
        .toList()
        .toString();
  }

  @Test
  void checkFindsAllOfIt() throws IOException {
    Path file =
        write(
            """
            pol: 1
            pool: 0
            connectTimeout: 5
            routes: [1:1, bad]
            fast: 3
            """);
    Ran ran =
        run(Map.of("TURNPIKE_THREADS", "many"), "check", "-s", "a:1", "--config", file.toString());
    assertEquals(2, ran.exitCode());
    assertEquals("", ran.out());
    assertEquals(
        """
        sample: FILE:1:1: unknown key "pol"
          did you mean "pool"?
        sample: FILE:5:7: fast: 3
          expected: true or false
        sample: FILE:3:17: connectTimeout: "5"
          expected: a duration such as 250ms, 10s, 5m or 2h
        sample: TURNPIKE_THREADS: "many"
          expected: a whole number
        sample: FILE:2:7: pool: 0
          expected: 1 to 65535
        sample: FILE:4:15: routes[1]: "bad"
          expected: a good one
        sample: certs/server.crt: nobody likes it
          run: gen-cert
        sample: certs/auth: no such file
          make one
        """,
        ran.err().replace(file.toString(), "FILE"));
  }

  @Test
  void checkStopsAtAFlagThatIsWrong() {
    Ran ran = run(Map.of(), "check", "-s", "a:1", "--pool", "0");
    assertEquals("sample: --pool: 0\n  expected: 1 to 65535\n", ran.err());
    assertEquals(2, ran.exitCode());
  }

  @Test
  void checkNamesAnOptionThatIsMisspelt() {
    Ran ran = run(Map.of(), "check", "-s", "a:1", "--poool", "1");
    assertEquals("sample: unknown option \"--poool\"\n  expected: --pool\n", ran.err());
    assertEquals(2, ran.exitCode());
  }

  @Test
  void checkSaysHowToGiveWhatIsMissing() {
    assertEquals(
        """
        sample: missing --server-address HOST:PORT, or --relay-dns NAME
          give it on the command line, as TURNPIKE_SERVER_ADDRESS in the environment, or as serverAddress in the --config file
        """,
        run(Map.of(), "check").err());
  }

  @Test
  void aTaskIsTheFirstWord() {
    run(Map.of(), "-s", "a:1", "check")
        .assertUsageError(
            "sample: \"check\" is not the first word (expected: sample check [OPTIONS]);"
                + " try \"sample --help\"");
    assertEquals(0, run(Map.of(), "-s", "a:1", "-g", "check").exitCode());
  }

  @Test
  void tasksHaveHelp() {
    Ran help = run(Map.of(), "--help");
    assertTrue(help.out().contains("check ") && help.out().contains("reload "), help.out());
    Ran check = run(Map.of(), "check", "--help");
    assertEquals(0, check.exitCode());
    assertTrue(check.out().startsWith("Usage: sample check [OPTIONS]"), check.out());
  }

  @Test
  void reloadNeedsAProcess() throws IOException {
    run(Map.of(), "reload", "-s", "a:1")
        .assertUsageError(
            "sample: missing --pid-file FILE (expected: the one that the running process was"
                + " given)");
    Path pid = directory.resolve("pid");
    Ran none = run(Map.of(), "reload", "-s", "a:1", "--pid-file", pid.toString());
    assertEquals(
        "sample: "
            + pid
            + ": no such file (expected: that of a running process with this --pid-file)\n",
        none.err());
    assertEquals(1, none.exitCode());
    Files.writeString(pid, ProcessHandle.current().pid() + "\n"); // alive, but another program
    Ran other = run(Map.of(), "reload", "-s", "a:1", "--pid-file", pid.toString());
    assertEquals(
        "sample: " + pid + ": names no running process (expected: one of this program)\n",
        other.err());
  }

  private Path write(String text) throws IOException {
    Path file = directory.resolve("sample.yaml");
    Files.writeString(file, text);
    return file;
  }

  private static Ran run(Map<String, String> environment, String... args) {
    return Ran.of(new SampleService(), environment, args);
  }
}
