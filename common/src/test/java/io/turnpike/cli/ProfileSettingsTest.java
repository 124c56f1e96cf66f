package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import io.turnpike.identity.Profile;
import io.turnpike.net.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileSettingsTest {
  @TempDir Path directory;
  private Path file;
  private final List<EdgeConfig> seen = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve("laptop.turnpike");
    Profile profile =
        new Profile(
            List.of(new HostPort("relay", 4433), new HostPort("::1", 1)),
            Role.ENTRY,
            "7",
            "laptop",
            List.of(),
            IdentityKeyPair.generate(),
            List.of(PemBlock.of("CERTIFICATE", new byte[] {1})));
    KeyFiles.writePrivate(file, profile.toText(), false);
  }

  private EdgeConfig parse(Map<String, String> environment, String... args) {
    Ran.of(new SampleCommand(command -> seen.add(command.edge())), environment, args).assertEnded();
    return seen.getLast();
  }

  @Test
  void nothingElseIsNeeded() {
    EdgeConfig config = parse(Map.of(), "--profile", file.toString());
    assertEquals(List.of(new HostPort("relay", 4433), new HostPort("::1", 1)), config.relays());
    assertEquals("7", config.group());
    assertEquals("laptop", config.name());
    assertEquals(file, config.serverCert());
    assertEquals(file, config.authPrivateKey());
    assertEquals(Path.of("certs/authorized_keys"), config.authorizedKeys());
  }

  @Test
  void everythingElseIsStronger() throws Exception {
    Path json = Files.writeString(directory.resolve("c.json"), "{\"name\": \"desk\"}");
    EdgeConfig config =
        parse(
            Map.of("TURNPIKE_PROFILE", file.toString(), "TURNPIKE_GROUP", "8"),
            "--config=" + json,
            "-s=other:1");
    assertEquals(List.of(new HostPort("other", 1)), config.relays());
    assertEquals("8", config.group());
    assertEquals("desk", config.name());
    assertEquals(file, config.authPrivateKey());
  }

  @Test
  void aProfileThatCannotBeReadIsOneLine() {
    Path missing = directory.resolve("missing");
    Ran.of(new SampleCommand(command -> {}), "--profile", missing.toString())
        .assertUsageError("sample: " + missing + ": no such file");
  }
}
