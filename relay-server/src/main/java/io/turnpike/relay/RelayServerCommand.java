package io.turnpike.relay;

import io.turnpike.cli.AdminOptions;
import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.PortCheck;
import io.turnpike.cli.Preparation;
import io.turnpike.cli.Problems;
import io.turnpike.cli.Programs;
import io.turnpike.cli.Reload;
import io.turnpike.cli.Reloadable;
import io.turnpike.cli.ServiceCommand;
import io.turnpike.cli.ServiceOptions;
import io.turnpike.cli.Signals;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line of the relay.
@Command(
    name = "relay-server",
    description = "Pairs entry-points with reverse-proxies and forwards what it cannot read.",
    footerHeading = "%nExample:%n",
    footer = "  relay-server -p 4433")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class RelayServerCommand implements ServiceCommand {
  @Mixin private AdminOptions admin;
  @Mixin private CommonOptions common;
  @Mixin private ServiceOptions service;

  @Option(
      names = {"-p", "--port"},
      order = 1,
      paramLabel = "PORT",
      defaultValue = "4433",
      description = "Where to listen.")
  private int port;

  @Option(
      names = "--host",
      order = 2,
      paramLabel = "ADDRESS",
      defaultValue = "::",
      description = "Listen on this address only; :: is all addresses of both families.")
  private String host;

  @Option(
      names = {"-c", "--server-cert"},
      order = 3,
      paramLabel = "FILE",
      defaultValue = "certs/server.crt",
      description = "The certificate to show, followed by those that signed it.")
  private Path serverCert;

  @Option(
      names = {"-k", "--server-key"},
      order = 4,
      paramLabel = "FILE",
      defaultValue = "certs/server.key",
      description = "The certificate's private key.")
  private Path serverKey;

  @Option(
      names = {"-a", "--auth-public-key"},
      order = 5,
      paramLabel = "FILE",
      defaultValue = "certs/auth.pub",
      description = "An identity that may be both edges, in every group.")
  private Path authPublicKey;

  @Option(
      names = "--authorized-keys",
      order = 6,
      paramLabel = "FILE",
      defaultValue = "certs/authorized_keys",
      description = "More identities, with what each may be before it.")
  private Path authorizedKeys;

  @Option(
      names = "--drain-timeout",
      order = 7,
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "When told to stop, wait so long for tunnels to end.")
  private Duration drainTimeout;

  @Option(
      names = "--threads",
      order = 8,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Use so many threads; 0 chooses.")
  private int threads;

  @Option(
      names = "--max-tunnels",
      order = 9,
      paramLabel = "COUNT",
      defaultValue = "65536",
      description = "Hold no more tunnels than this.")
  private int maxTunnels;

  @Option(
      names = "--max-tunnels-per-identity",
      order = 10,
      paramLabel = "COUNT",
      defaultValue = "8192",
      description = "The same, for one identity; max-tunnels=\"…\" in its line may say less.")
  private int maxTunnelsPerIdentity;

  @Mixin private StrangerOptions strangers;

  public static void main(String[] args) {
    Programs.service(new RelayServerCommand(), args, Preparation.TRANSPORT_AND_TLS);
  }

  /// What the command line says.
  ///
  /// @throws io.turnpike.cli.UserError when a number is wrong
  RelayServerConfig config() {
    return new RelayServerConfig(
        host,
        port,
        serverCert,
        serverKey,
        authPublicKey,
        authorizedKeys,
        drainTimeout,
        threads,
        strangers.limits(),
        maxTunnels,
        maxTunnelsPerIdentity);
  }

  @Override
  public RelayServerCommand another() {
    return new RelayServerCommand();
  }

  @Override
  public Set<String> reloadable() {
    return Reloadable.and(
        Set.of("--max-tunnels", "--max-tunnels-per-identity"), StrangerOptions.RELOADABLE);
  }

  @Override
  public void check(Problems problems) {
    RelayServerConfig config = config();
    RelayChecks.check(problems, config);
    if (!service.isRunning()) {
      PortCheck.check(problems, "--port", new InetSocketAddress(config.host(), config.port()));
    }
  }

  @Override
  public Integer call() throws Exception {
    RelayServerConfig config = config();
    admin.check();
    try (Signals signals = Signals.install();
        var _ = service.run();
        RelayServer relay = RelayServer.start(config);
        var _ = admin.open("relay-server", relay::subject)) {
      var configuration =
          new Reload<>(common, RelayServerCommand::new, it -> relay.become(it.config()));
      Runnable reload =
          () -> {
            configuration.run();
            relay.reload();
          };
      signals.serve(relay::drain, reload, relay.loops(), relay::summary);
      relay.awaitEnd();
      return 0;
    }
  }
}
