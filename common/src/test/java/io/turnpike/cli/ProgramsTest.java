package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.identity.KeyFileException;
import io.turnpike.net.Transport;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class ProgramsTest {
  private static final Consumer<SampleCommand> NOTHING = command -> {};
  private static final String HINT = "; try \"sample --help\"";

  @AfterEach
  void restore() {
    Logging.start("turnpike", LogLevel.INFO);
  }

  @Test
  void runsTheCommand() {
    boolean[] ran = new boolean[1];
    Ran.of(new SampleCommand(command -> ran[0] = true), "-s", "relay:4433").assertEnded();
    assertTrue(ran[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-s relay:1 --poool 5|unknown option \"--poool\" (expected: --pool)",
        "--server-adress=relay:1|unknown option \"--server-adress=relay:1\""
            + " (expected: --server-address or --server-cert)",
        "-s relay:1 --zzz|unknown option \"--zzz\" (expected: one that --help lists)",
        "-s relay:1 zzz|unknown argument \"zzz\" (expected: one that --help lists)",
        "-s relay:1 verison|unknown argument \"verison\" (expected: version)",
        "-s|missing --server-address HOST:PORT",
        "-s relay:0|--server-address: port \"0\" (expected: 1 to 65535)",
        "-s relay|--server-address: \"relay\" has no port"
            + " (expected: host:port or [IPv6 address]:port)",
        "-s relay:1 --pool many|--pool: \"many\" (expected: a whole number)",
        "-s relay:1 --pool 99999999999|--pool: \"99999999999\" (expected: a whole number)",
        "-s relay:1 --pool 1 --pool 2|--pool is given twice (expected: once)",
        "-s relay:1 --connect-timeout 5|--connect-timeout: \"5\""
            + " (expected: a duration such as 250ms, 10s, 5m or 2h)",
        "-s relay:1 --log-level loud|--log-level: \"loud\""
            + " (expected: error, warn, info, debug or trace)",
        "-s relay:1 @file|unknown argument \"@file\" (expected: one that --help lists)",
      })
  void saysInOneLineWhatIsWrongWithTheCommandLine(String args, String line) {
    Ran.of(new SampleCommand(NOTHING), args.split(" ")).assertUsageError("sample: " + line + HINT);
  }

  @Test
  void aWrongArgumentCannotMoveTheCursor() {
    Ran.of(new SampleCommand(NOTHING), "-s", "relay:1", "--pool", "\u001b[2J\n")
        .assertUsageError("sample: --pool: \"\\u001b[2J\\n\" (expected: a whole number)" + HINT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version"})
  void showsTheVersionWithoutItsRequiredOptions(String arg) {
    Ran ran = Ran.of(new SampleCommand(NOTHING), arg);
    ran.assertEnded();
    assertTrue(
        ran.out()
            .matches(
                "(?s)sample \\S+\\R"
                    + "commit {5}\\S+\\R"
                    + "built {6}\\S+\\R"
                    + "JVM {8}[^\n]+\\R"
                    + "TLS {8}[^\n]+\\R"
                    + "transport {2}\\S+\\R"),
        ran.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "--help", "-h"})
  void showsVersionAndHelpWhateverTheSettingsAre(String arg) {
    Map<String, String> broken =
        Map.of("TURNPIKE_POOL", "many", "TURNPIKE_CONFIG", "/no/such/file.json");
    Ran.of(new SampleCommand(NOTHING), broken, arg).assertEnded();
  }

  @Test
  void showsHelpThatAPersonCanRead() {
    Ran ran = Ran.of(new SampleCommand(NOTHING), "--help");
    ran.assertEnded();
    String help = ran.out();
    assertTrue(
        help.startsWith("Usage: sample [OPTIONS]\n".replace("\n", System.lineSeparator())), help);
    for (String part :
        new String[] {
          "Shows what a program looks like.",
          "Options:",
          "-s, --server-address=HOST:PORT",
          "Default: certs/server.crt",
          "Default: 10s",
          "Default: info",
          "Commands:",
          "version",
          "Examples:",
          "  sample -s relay.example:4433 -r 5001:5001",
          "TURNPIKE_LOG_LEVEL",
          "Exit codes:",
        }) {
      assertTrue(help.contains(part), part + " in " + help);
    }
    help.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void aUserErrorIsOneLineAndItsExitCode() {
    Ran ran =
        Ran.of(
            new SampleCommand(command -> {
              throw UserError.failed("port 5001 is in use");
            }),
            "-s",
            "relay:1");
    assertEquals(new Ran(1, "", "sample: port 5001 is in use" + System.lineSeparator()), ran);
  }

  @Test
  void aSettingOutOfItsRangeIsAUsageError() {
    Ran.of(new SampleCommand(SampleCommand::edge), "-s", "relay:1", "--pool", "0")
        .assertUsageError("sample: --pool: 0 (expected: 1 to 65535)");
  }

  @Command(name = "keys")
  private record KeyReader() implements Callable<Integer> {
    @Override
    public Integer call() throws KeyFileException {
      throw new KeyFileException("certs/auth", "no such file");
    }
  }

  @Test
  void aBadKeyFileIsAUsageError() {
    Ran.of(new KeyReader()).assertUsageError("keys: certs/auth: no such file");
  }

  @Test
  void anUnknownTransportIsAUsageError() {
    System.setProperty(Transport.PROPERTY, "iocp");
    try {
      Ran.of(new SampleCommand(command -> Transport.best()), "-s", "relay:1")
          .assertUsageError(
              "sample: turnpike.transport \"iocp\" (expected: epoll, io_uring, kqueue or nio)");
    } finally {
      System.clearProperty(Transport.PROPERTY);
    }
  }

  @Test
  void aFaultOfOursIsLoggedAndFails() {
    Ran ran =
        Ran.of(
            new SampleCommand(command -> {
              throw new IllegalStateException("part of this test");
            }),
            "-s",
            "relay:1");
    assertEquals(new Ran(1, "", ""), ran);
  }
}
