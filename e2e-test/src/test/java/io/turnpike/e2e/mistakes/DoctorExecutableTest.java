package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Executables;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `entry-point doctor` of the built executables, with and without a relay, beside the program.
class DoctorExecutableTest {
  @Test
  void saysWhatIsThereAndWhatIsNot(@TempDir Path directory) throws Exception {
    try (var programs = new Executables(directory)) {
      programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
      programs.run(0, "gen-cert", "ed25519");
      String relay = "127.0.0.1:" + Commands.freePort();
      String down = programs.run(3, "entry-point", "doctor", "-s", relay, "-g", "7");
      assertTrue(
          down.contains(
              "FAILED     tcp           "
                  + relay
                  + " refused the connection\n  start the relay-server there, or"),
          down);
      programs.start("relay-server", "-p", relay.substring(10)).await("ready");
      String unserved = programs.run(6, "entry-point", "doctor", "-s", relay, "-g", "7");
      assertTrue(unserved.contains("FAILED     group"), unserved);
      programs.start("reverse-proxy", "-s", relay, "-g", "7").await("ready");
      programs.start("entry-point", "-s", relay, "-g", "7", "-r", "127.0.0.1:0:1").await("ready");
      String well = programs.run(0, "entry-point", "doctor", "-s", relay, "-g", "7");
      assertTrue(well.endsWith("\nall is well\n"), well);
      assertTrue(!well.contains("WARN"), well);
    }
  }
}
