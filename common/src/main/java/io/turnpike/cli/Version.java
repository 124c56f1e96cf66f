package io.turnpike.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/// What was built, from which commit, and when.
public record Version(String version, String commit, String buildTime) {
  private static final String RESOURCE = "/turnpike-version.properties";

  /// Of the running program.
  public static Version current() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Version(
        properties.getProperty("version", "unknown"),
        properties.getProperty("commit", "unknown"),
        properties.getProperty("buildTime", "unknown"));
  }

  /// What `version` prints.
  ///
  /// @param tls the provider of TLS in use
  /// @param transport the transport in use
  List<String> report(String program, String tls, String transport) {
    return List.of(
        program + " " + version,
        "commit     " + commit,
        "built      " + buildTime,
        "JVM        " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
        "TLS        " + tls,
        "transport  " + transport);
  }
}
