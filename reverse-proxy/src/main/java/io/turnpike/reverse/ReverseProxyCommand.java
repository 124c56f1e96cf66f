package io.turnpike.reverse;

import io.turnpike.cli.AdminOptions;
import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ConnectionOptions;
import io.turnpike.cli.EdgeOptions;
import io.turnpike.cli.Preparation;
import io.turnpike.cli.Problems;
import io.turnpike.cli.Programs;
import io.turnpike.cli.Reload;
import io.turnpike.cli.Reloadable;
import io.turnpike.cli.ServiceCommand;
import io.turnpike.cli.ServiceOptions;
import io.turnpike.cli.Signals;
import io.turnpike.cli.UserError;
import io.turnpike.edge.EdgeChecks;
import io.turnpike.edge.EdgeRuntime;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.frame.Role;
import io.turnpike.net.DestinationPattern;
import io.turnpike.value.Rates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line of the reverse-proxy.
@Command(
    name = "reverse-proxy",
    description = "Serves a group through the relay: dials the services that entry-points ask for.",
    footerHeading = "%nExample:%n",
    footer = "  reverse-proxy -s relay.example:4433 -g 7")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class ReverseProxyCommand implements ServiceCommand {
  @Mixin private EdgeOptions edge;
  @Mixin private ConnectionOptions connections;
  @Mixin private AdminOptions admin;
  @Mixin private CommonOptions common;
  @Mixin private ServiceOptions service;

  @Option(
      names = "--allow",
      order = 1,
      split = ",",
      paramLabel = "DEST",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Dial only these: host:port, *.suffix:port or CIDR:port, with * for every port.")
  private List<DestinationPattern> allow = List.of();

  @Option(
      names = "--deny",
      order = 2,
      split = ",",
      paramLabel = "DEST",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Never dial these, nor link-local addresses that no --allow names.")
  private List<DestinationPattern> deny = List.of();

  @Option(
      names = "--max-streams",
      order = 3,
      paramLabel = "COUNT",
      defaultValue = "16384",
      description = "Carry no more streams than this at the same time.")
  private int maxStreams;

  @Option(
      names = "--rate-limit",
      order = 4,
      paramLabel = "RATE",
      description = "So many bytes a second in each direction, for all streams together.")
  private @Nullable String rateLimit;

  public static void main(String[] args) {
    Programs.service(
        new ReverseProxyCommand(), args, Preparation.TRANSPORT_AND_TLS, Preparation.P256);
  }

  /// What a command line says, with this environment.
  ///
  /// @throws io.turnpike.cli.UserError when something is wrong with it
  public static ReverseProxyConfig parse(Map<String, String> environment, String... args) {
    var command = new ReverseProxyCommand();
    Programs.parse(command, environment::get, args);
    return command.config();
  }

  /// What the command line says.
  ///
  /// @throws io.turnpike.cli.UserError when a number is wrong
  ReverseProxyConfig config() {
    ConnectionSettings settings = connections.settings();
    String rate = rateLimit;
    if (rate != null) {
      long perSecond = UserError.unless("--rate-limit", () -> Rates.parse(rate));
      settings = settings.limitedTo(perSecond);
    }
    return new ReverseProxyConfig(edge.config(), allow, deny, maxStreams, settings);
  }

  @Override
  public ReverseProxyCommand another() {
    return new ReverseProxyCommand();
  }

  @Override
  public Set<String> reloadable() {
    return Reloadable.and(
        Reloadable.CONNECTIONS, Set.of("--allow", "--deny", "--max-streams", "--rate-limit"));
  }

  @Override
  public void check(Problems problems) {
    EdgeChecks.check(problems, Role.REVERSE, config().edge());
  }

  @Override
  public Integer call() throws Exception {
    ReverseProxyConfig config = config();
    admin.check();
    try (Signals signals = Signals.install();
        var _ = service.run();
        ReverseProxy proxy = ReverseProxy.start(config);
        var _ = admin.open("reverse-proxy", proxy::subject)) {
      EdgeRuntime edge = proxy.edge();
      var configuration =
          new Reload<>(common, ReverseProxyCommand::new, it -> proxy.become(it.config()));
      Runnable reload =
          () -> {
            configuration.run();
            edge.reload();
          };
      signals.serve(proxy::drain, reload, edge.home(), edge::summary);
      edge.awaitEnd();
      return 0;
    }
  }
}
