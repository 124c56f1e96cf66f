package io.turnpike.entry;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.EdgeOptions;
import io.turnpike.cli.Programs;
import io.turnpike.cli.Signals;
import io.turnpike.cli.UserError;
import io.turnpike.forward.Route;
import io.turnpike.forward.RouteParser;
import java.util.List;
import java.util.concurrent.Callable;
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
      "",
      "A route is [SOURCE:]PORT[:HOST]:PORT. SOURCE, an address or CIDR, is who may connect; a",
      "loopback address also makes the listener local. HOST is resolved by the reverse-proxy and",
      "is 127.0.0.1 there when left out."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class EntryPointCommand implements Callable<Integer> {
  @Mixin private EdgeOptions edge;
  @Mixin private CommonOptions common;

  @Option(
      names = {"-r", "--routes"},
      order = 1,
      required = true,
      split = ",",
      paramLabel = "ROUTE",
      description = "What to forward; repeat it or separate by commas.")
  private List<String> routes;

  public static void main(String[] args) {
    Programs.service(new EntryPointCommand(), args);
  }

  /// What the command line says.
  ///
  /// @throws UserError when a route or a number is wrong
  EntryPointConfig config() {
    try {
      List<Route> parsed = RouteParser.parse(routes);
      return new EntryPointConfig(edge.config(), parsed);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Integer call() throws Exception {
    try (Signals signals = Signals.install();
        EntryPoint entryPoint = EntryPoint.start(config())) {
      signals.serve(entryPoint::drain, entryPoint.edge()::reload);
      entryPoint.edge().awaitEnd();
      return 0;
    }
  }
}
