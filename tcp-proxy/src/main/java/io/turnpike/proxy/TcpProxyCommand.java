package io.turnpike.proxy;

import io.turnpike.cli.AdminOptions;
import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ConnectionOptions;
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
import io.turnpike.cli.UserError;
import io.turnpike.forward.Balance;
import io.turnpike.forward.ListenerSettings;
import io.turnpike.forward.Route;
import io.turnpike.forward.RouteParser;
import io.turnpike.net.HostPort;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line of the tcp-proxy.
@Command(
    name = "tcp-proxy",
    description = "Listens and forwards, on one host.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tcp-proxy --listen localhost:8080 --backend localhost:9000",
      "  tcp-proxy 127.0.0.1 5432 db.lan 5432",
      "  tcp-proxy -r 127.0.0.1:5432:db.lan:5432,10.0.0.0/8:8080:web.lan:80",
      "",
      "Without any of these it listens on localhost:8080 and forwards to localhost:9000. A route"
          + " is",
      "[SOURCE:]PORT[:HOST]:PORT; SOURCE, an address or CIDR, is who may connect."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class TcpProxyCommand implements ServiceCommand {
  private static final Set<String> OWN_RELOADABLE =
      Set.of("--listen", "--backend", "--balance", "--routes", "--connect-timeout");
  private static final String DEFAULT_LISTEN = "localhost:8080";
  private static final String DEFAULT_BACKEND = "localhost:9000";

  @Mixin private AdminOptions admin;
  @Mixin private CommonOptions common;
  @Mixin private ServiceOptions service;
  @Mixin private TlsOptions tls;
  @Mixin private ConnectionOptions connections;
  @Mixin private ListenerOptions listeners;

  @Parameters(
      arity = "0..4",
      paramLabel = "LOCAL_HOST LOCAL_PORT FORWARD_HOST FORWARD_PORT",
      hideParamSyntax = true,
      description = "Where to listen and where to forward to, in four words.")
  private @Nullable List<String> words;

  @Option(
      names = {"--listen", "-listen"},
      order = 1,
      paramLabel = "ADDRESS:PORT",
      description = "Where to listen (default: " + DEFAULT_LISTEN + ").")
  private @Nullable String listen;

  @Option(
      names = {"--backend", "-backend"},
      order = 2,
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Where to forward to (default: " + DEFAULT_BACKEND + "); several share the connections.")
  private @Nullable List<HostPort> backends;

  @Option(
      names = "--balance",
      order = 3,
      paramLabel = "HOW",
      defaultValue = "round-robin",
      description = "Among several backends: round-robin or least-connections.")
  private String balance;

  @Option(
      names = {"-r", "--routes"},
      order = 4,
      split = ",",
      paramLabel = "ROUTE",
      description = "Further listeners; repeat it or separate by commas.")
  private @Nullable List<String> routes;

  @Option(
      names = "--transparent",
      order = 5,
      arity = "0..1",
      fallbackValue = "15002,15006",
      split = ",",
      paramLabel = "PORT",
      description =
          "Capture what iptables redirects to these ports (without: 15002 and 15006), and forward"
              + " it to where it was bound for.")
  private @Nullable List<Integer> transparent;

  @Option(
      names = "--target-addr",
      order = 6,
      paramLabel = "HOST:PORT",
      description = "Where captured connections go that nothing has redirected.")
  private @Nullable HostPort target;

  @Option(
      names = "--connect-timeout",
      order = 20,
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Give up on a backend that does not answer by then.")
  private Duration connectTimeout;

  @Option(
      names = "--drain-timeout",
      order = 21,
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "When told to stop, wait so long for open connections to end.")
  private Duration drainTimeout;

  @Option(
      names = "--threads",
      order = 22,
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Use so many threads; 0 chooses.")
  private int threads;

  public static void main(String[] args) {
    Programs.service(new TcpProxyCommand(), args, Preparation.TRANSPORT);
  }

  /// What a command line says, with this environment.
  ///
  /// @throws UserError when something is wrong with it
  public static TcpProxyConfig parse(Map<String, String> environment, String... args) {
    var command = new TcpProxyCommand();
    Programs.parse(command, environment::get, args);
    return command.config();
  }

  /// What the command line says.
  ///
  /// @throws UserError when something is wrong with it
  TcpProxyConfig config() {
    try {
      List<Route> parsed =
          routes == null ? List.of() : RouteParser.parse(routes, connections::filters);
      ListenerSettings ofListeners = listeners.settings(connections);
      boolean isElsewhere =
          !parsed.isEmpty() || transparent != null || !ofListeners.tproxyPorts().isEmpty();
      Optional<HostPort> at = listenAddress(isElsewhere);
      return new TcpProxyConfig(
          at,
          at.isPresent() ? forwardAddresses() : List.of(),
          Balance.parse(balance),
          parsed,
          transparent == null ? List.of() : transparent,
          Optional.ofNullable(target),
          tls.files(),
          connections.settings(),
          ofListeners,
          connectTimeout,
          drainTimeout,
          threads);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }

  /// @param isElsewhere whether there are other listeners, so that none needs to be by default
  private Optional<HostPort> listenAddress(boolean isElsewhere) {
    List<String> four = fourWords();
    if (!four.isEmpty()) {
      return Optional.of(HostPort.parse(four.get(0), four.get(1), 0));
    }
    if (listen == null && backends == null && isElsewhere) {
      return Optional.empty();
    }
    return Optional.of(HostPort.parse(listen == null ? DEFAULT_LISTEN : listen, 0));
  }

  private List<HostPort> forwardAddresses() {
    List<String> four = fourWords();
    if (!four.isEmpty()) {
      return List.of(HostPort.parse(four.get(2), four.get(3), 1));
    }
    return backends == null ? List.of(HostPort.parse(DEFAULT_BACKEND)) : backends;
  }

  /// None or four.
  private List<String> fourWords() {
    List<String> given = words == null ? new ArrayList<>() : words;
    if (given.isEmpty()) {
      return List.of();
    }
    if (given.size() != 4) {
      throw UserError.usage(
          String.join(" ", given)
              + " (expected: LOCAL_HOST LOCAL_PORT FORWARD_HOST FORWARD_PORT, or options)");
    }
    if (listen != null || backends != null) {
      throw UserError.usage(
          String.join(" ", given)
              + " besides --listen or --backend (expected: one of the two forms)");
    }
    return given;
  }

  @Override
  public TcpProxyCommand another() {
    return new TcpProxyCommand();
  }

  @Override
  public Set<String> reloadable() {
    return Reloadable.and(
        Reloadable.LISTENERS, Reloadable.CONNECTIONS, TlsOptions.RELOADABLE, OWN_RELOADABLE);
  }

  @Override
  public void check(Problems problems) {
    TcpProxyConfig config = config();
    config.tls().check(problems);
    if (service.isRunning()) {
      return; // it has the ports
    }
    config
        .listen()
        .ifPresent(at ->
            PortCheck.check(problems, "--listen", new InetSocketAddress(at.host(), at.port())));
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
    TcpProxyConfig config = config();
    admin.check();
    try (Signals signals = Signals.install();
        var _ = service.run();
        TcpProxy proxy = TcpProxy.start(config);
        var _ = admin.open("tcp-proxy", proxy::subject)) {
      signals.serve(
          proxy::drain,
          new Reload<>(common, TcpProxyCommand::new, it -> proxy.become(it.config())),
          proxy.home(),
          () -> "connections=" + proxy.connections());
      proxy.awaitEnd();
      return 0;
    }
  }
}
