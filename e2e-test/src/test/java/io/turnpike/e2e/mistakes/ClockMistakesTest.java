package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.turnpike.cli.Invocation;
import io.turnpike.doctor.DoctorTask;
import io.turnpike.doctor.Examined;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.entry.EntryPointCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// A host whose clock is wrong, seen by `doctor`. The clock is that of the command alone; relay and
/// reverse-proxy have the right time.
class ClockMistakesTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:80");

  private static Asked doctorWhoseClockIs(Duration ahead, Chain chain) throws Exception {
    var edge = SETTINGS.edge(chain.keys(), chain.relayPort(), "laptop");
    var task =
        new DoctorTask(
            command -> new Examined(edge, List.of()), Clock.offset(Clock.systemUTC(), ahead));
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel(); // the command sets it for its process, which is ours
    String[] words = Doctor.words(chain.keys(), "127.0.0.1:" + chain.relayPort());
    int exit =
        task.run(
            new Invocation(
                new EntryPointCommand(),
                List.of(words).subList(1, words.length).toArray(String[]::new),
                name -> null,
                out,
                out));
    root.setLevel(level);
    return new Asked(exit, text.toString().lines().toList());
  }

  @Test
  void twoDaysBehind() throws Exception {
    try (var chain = Chain.start(SETTINGS)) {
      doctorWhoseClockIs(Duration.ofDays(-2), chain)
          .exits(4)
          .names(
              "the relay's certificate is not valid before ",
              "set the clock of this host (it says ");
    }
  }

  /// Leaves are tolerant, so everything works; what expires would expire too early.
  @Test
  void twoDaysAhead() throws Exception {
    try (var chain = Chain.start(SETTINGS)) {
      Asked asked =
          doctorWhoseClockIs(Duration.ofDays(2), chain)
              .exits(0)
              .names(
                  "this host's clock is 24 h to 48 h ahead of that of the reverse-proxy",
                  "set the clock of this host (it says ");
      assertEquals(1, asked.lines().stream().filter(each -> each.startsWith("WARNING")).count());
    }
  }

  @Test
  void aWeekAhead() throws Exception {
    try (var chain = Chain.start(SETTINGS)) {
      doctorWhoseClockIs(Duration.ofDays(7), chain)
          .exits(4)
          .names(
              "the clocks of this host and of the relay differ by more than a day",
              "or the relay's: timedatectl set-ntp true");
    }
  }
}
