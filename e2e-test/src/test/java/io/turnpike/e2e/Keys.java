package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.cli.Programs;
import io.turnpike.gencert.GenCertCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A `certs/` directory as users make it, with gen-cert: a server certificate for this host, and
/// one identity for both edges. Closing deletes it.
public record Keys(Path directory) implements AutoCloseable {

  /// Fresh ones, in a directory of their own.
  public static Keys make() {
    try {
      var keys = new Keys(Files.createTempDirectory("turnpike-e2e"));
      keys.genCert("x509", "--dns", "localhost", "--ip", "127.0.0.1,::1");
      keys.genCert("ed25519");
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs gen-cert with this directory as its output.
  public void genCert(String... arguments) {
    List<String> all =
        Stream.concat(Stream.of(arguments), Stream.of("-o", directory.toString())).toList();
    var output = new StringWriter();
    var writer = new PrintWriter(output);
    int exitCode = Programs.run(new GenCertCommand(), all.toArray(String[]::new), writer, writer);
    assertEquals(0, exitCode, output::toString);
  }

  public Path serverCert() {
    return directory.resolve("server.crt");
  }

  public Path serverKey() {
    return directory.resolve("server.key");
  }

  public Path authPrivate() {
    return directory.resolve("auth");
  }

  public Path authPublic() {
    return directory.resolve("auth.pub");
  }

  /// The relay's; does not exist until a test writes it.
  public Path relayAuthorizedKeys() {
    return directory.resolve("relay_authorized_keys");
  }

  /// Of the edges; does not exist until a test writes it.
  public Path authorizedKeys() {
    return directory.resolve("authorized_keys");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
