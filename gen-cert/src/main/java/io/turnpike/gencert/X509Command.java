package io.turnpike.gencert;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ExitCode;
import io.turnpike.cli.UserError;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.tls.ServerCertificate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gen-cert x509`: the relay-server's certificate and its key.
@Command(
    name = "x509",
    description = "Makes the relay-server's certificate (server.crt) and its key (server.key).",
    footer = {
      "Example:",
      "  gen-cert x509 --dns relay.example,localhost --ip 203.0.113.7",
      "",
      "The relay-server needs both files, each edge needs server.crt."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
final class X509Command implements Callable<Integer> {
  private static final int MAX_DAYS = 36_500;

  @Option(
      names = {"-d", "--dns"},
      order = 1,
      paramLabel = "NAME[,NAME...]",
      showDefaultValue = Visibility.NEVER,
      description = "Names by which the edges reach the relay-server.")
  private List<String> dns = List.of();

  @Option(
      names = {"-i", "--ip"},
      order = 2,
      paramLabel = "ADDRESS[,ADDRESS...]",
      showDefaultValue = Visibility.NEVER,
      description = "Addresses by which the edges reach it, IPv4 or IPv6.")
  private List<String> ip = List.of();

  @Option(
      names = "--algorithm",
      order = 3,
      paramLabel = "ALGORITHM",
      defaultValue = "p256",
      converter = KeyAlgorithm.Converter.class,
      description = "The kind of key: p256 or rsa.")
  private KeyAlgorithm algorithm;

  @Option(
      names = "--days",
      order = 4,
      paramLabel = "DAYS",
      defaultValue = "365",
      description = "How long the certificate is valid.")
  private int days;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws KeyFileException {
    if (days < 1 || days > MAX_DAYS) {
      throw UserError.usage("--days: " + days + " (expected: 1 to " + MAX_DAYS + ")");
    }
    HostList hosts = HostList.parse(dns, ip);
    Path certificateFile = output.file("server.crt");
    Path keyFile = output.file("server.key");
    if (!output.force()) {
      KeyFiles.refuseExisting(certificateFile, keyFile);
    }
    SelfSigned made = SelfSigned.make(algorithm, hosts, Instant.now(), Duration.ofDays(days));
    KeyFiles.writePrivate(keyFile, made.keyPem(), output.force());
    KeyFiles.writePublic(certificateFile, made.certificatePem(), output.force());
    report(ServerCertificate.load(certificateFile, keyFile), certificateFile, keyFile);
    return ExitCode.ENDED.code();
  }

  private void report(ServerCertificate certificate, Path certificateFile, Path keyFile) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(certificateFile + ": certificate, for the relay-server and each edge");
    out.println("  hosts    " + String.join(", ", certificate.hosts()));
    out.println("  expires  " + certificate.expires());
    out.println("  SHA-256  " + certificate.fingerprint());
    out.println(keyFile + ": its private key, for the relay-server alone");
  }
}
