package io.turnpike.entry;

import io.turnpike.cli.AdminOptions;
import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ConnectionOptions;
import io.turnpike.cli.EdgeOptions;
import io.turnpike.cli.ListenerOptions;
import io.turnpike.cli.PortCheck;
import io.turnpike.cli.Preparation;
import io.turnpike.cli.Problems;
import io.turnpike.cli.Programs;
import io.turnpike.cli.Reload;
import io.turnpike.cli.Reloadable;
import io.turnpike.cli.ServiceCommand;
import io.turnpike.cli.ServiceOptions;
import io.turnpike.cli.Signals;
import io.turnpike.cli.Task;
import io.turnpike.cli.UserError;
import io.turnpike.doctor.DoctorTask;
import io.turnpike.doctor.Examined;
import io.turnpike.edge.EdgeChecks;
import io.turnpike.edge.EdgeRuntime;
import io.turnpike.forward.ConnectionSettings;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.Route;
import io.turnpike.forward.RouteParser;
import io.turnpike.forward.TimeLimits;
import io.turnpike.forward.filter.Filters;
import io.turnpike.frame.Role;
import io.turnpike.front.Front;
import io.turnpike.front.FrontKind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line of the entry-point.
@Command(
    name = "entry-point",
    description = "Listens where the user is and forwards through the relay.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  entry-point -s relay.example:4433 -r 5001:5001 -g 7",
      "  entry-point -s relay.example:4433 -r 127.0.0.1:2222:nas.lan:22,8080:[fd00::5]:80",
      "  entry-point -s relay.example:4433 --socks 1080 --http-connect 3128",
      "",
      "A route is [SOURCE:]PORT[:HOST]:PORT. SOURCE, an address or CIDR, is who may connect; a",
      "loopback address also makes the listener local. HOST is resolved by the reverse-proxy and",
      "is 127.0.0.1 there when left out."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class EntryPointCommand implements ServiceCommand {
  @Mixin private EdgeOptions edge;
  @Mixin private ConnectionOptions connections;
  @Mixin private ListenerOptions listeners;
  @Mixin private AdminOptions admin;
  @Mixin private CommonOptions common;
  @Mixin private ServiceOptions service;

  @Option(
      names = {"-r", "--routes"},
      order = 1,
      split = ",",
      paramLabel = "ROUTE",
      description = "What to forward; repeat it or separate by commas.")
  private @Nullable List<String> routes;

  @Option(
      names = "--transparent",
      order = 2,
      split = ",",
      paramLabel = "PORT",
      description =
          "Capture what iptables redirects to this port; the reverse-proxy dials where it was bound"
              + " for.")
  private @Nullable List<Integer> transparent;

  @Option(
      names = "--socks",
      order = 3,
      split = ",",
      paramLabel = "[ADDR:]PORT",
      description =
          "SOCKS5, on 127.0.0.1 without ADDR; the reverse-proxy resolves the names. ADDR may be a"
              + " CIDR: who may connect.")
  private @Nullable List<String> socks;

  @Option(
      names = "--http-connect",
      order = 4,
      split = ",",
      paramLabel = "[ADDR:]PORT",
      description = "HTTP's CONNECT, likewise.")
  private @Nullable List<String> httpConnect;

  public static void main(String[] args) {
    Programs.service(
        new EntryPointCommand(), args, Preparation.TRANSPORT_AND_TLS, Preparation.P256);
  }

  /// What a command line says, with this environment.
  ///
  /// @throws UserError when something is wrong with it
  public static EntryPointConfig parse(Map<String, String> environment, String... args) {
    var command = new EntryPointCommand();
    Programs.parse(command, environment::get, args);
    return command.config();
  }

  /// What the command line says.
  ///
  /// @throws UserError when a route or a number is wrong
  EntryPointConfig config() {
    try {
      return new EntryPointConfig(
          edge.config(),
          parsedRoutes(),
          transparent == null ? List.of() : transparent,
          fronts(),
          connections.settings(),
          listeners.settings(connections));
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }

  /// This edge, with routes to the reverse-proxy's sink instead of its own, and nothing else that
  /// would listen or change what passes.
  EntryPointConfig sinkConfig() {
    var connections =
        new ConnectionSettings(
            this.connections.settings().sockets(), TimeLimits.DEFAULT, Filters.NONE);
    return new EntryPointConfig(
        edge.config(),
        RouteParser.parse(Bench.ROUTES),
        List.of(),
        connections,
        ListenerSettings.DEFAULT);
  }

  private List<Route> parsedRoutes() {
    return routes == null ? List.of() : RouteParser.parse(routes, connections::filters);
  }

  /// For a doctor, who needs no listener.
  private Examined examined() {
    try {
      return new Examined(edge.config(), parsedRoutes());
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }

  private List<Front> fronts() {
    List<Front> fronts = new ArrayList<>();
    if (socks != null) {
      socks.forEach(each -> fronts.add(Front.parse(FrontKind.SOCKS, each)));
    }
    if (httpConnect != null) {
      httpConnect.forEach(each -> fronts.add(Front.parse(FrontKind.HTTP_CONNECT, each)));
    }
    return fronts;
  }

  @Override
  public EntryPointCommand another() {
    return new EntryPointCommand();
  }

  @Override
  public List<Task> tasks() {
    return List.of(
        new BenchTask(), new DoctorTask(command -> ((EntryPointCommand) command).examined()));
  }

  @Override
  public Set<String> reloadable() {
    return Reloadable.and(Reloadable.LISTENERS, Reloadable.CONNECTIONS, Set.of("--routes"));
  }

  @Override
  public void check(Problems problems) {
    EntryPointConfig config = config();
    EdgeChecks.check(problems, Role.ENTRY, config.edge());
    if (service.isRunning()) {
      return; // it has the ports
    }
    for (Route route : config.routes()) {
      var address = new InetSocketAddress(route.bindAddress(), route.listenPort());
      PortCheck.check(problems, "route " + route, address);
    }
    for (int port : config.transparent()) {
      PortCheck.check(problems, "--transparent", new InetSocketAddress(port));
    }
  }

  @Override
  public Integer call() throws Exception {
    EntryPointConfig config = config();
    admin.check();
    try (Signals signals = Signals.install();
        var _ = service.run();
        EntryPoint entryPoint = EntryPoint.start(config);
        var _ = admin.open("entry-point", entryPoint::subject)) {
      EdgeRuntime edge = entryPoint.edge();
      var configuration =
          new Reload<>(common, EntryPointCommand::new, it -> entryPoint.become(it.config()));
      Runnable reload =
          () -> {
            configuration.run();
            edge.reload();
          };
      signals.serve(entryPoint::drain, reload, edge.home(), edge::summary);
      edge.awaitEnd();
      return 0;
    }
  }
}
