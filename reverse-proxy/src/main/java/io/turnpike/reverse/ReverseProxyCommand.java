package io.turnpike.reverse;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.EdgeOptions;
import io.turnpike.cli.Programs;
import io.turnpike.cli.Signals;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The command line of the reverse-proxy.
@Command(
    name = "reverse-proxy",
    description = "Serves a group through the relay: dials the services that entry-points ask for.",
    footerHeading = "%nExample:%n",
    footer = "  reverse-proxy -s relay.example:4433 -g 7")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class ReverseProxyCommand implements Callable<Integer> {
  @Mixin private EdgeOptions edge;
  @Mixin private CommonOptions common;

  public static void main(String[] args) {
    Programs.main(new ReverseProxyCommand(), args);
  }

  /// What the command line says.
  ///
  /// @throws io.turnpike.cli.UserError when a number is wrong
  ReverseProxyConfig config() {
    return new ReverseProxyConfig(edge.config());
  }

  @Override
  public Integer call() throws Exception {
    try (ReverseProxy proxy = ReverseProxy.start(config());
        var _ = Signals.install(proxy::drain, proxy.edge()::reload)) {
      proxy.edge().awaitEnd();
      return 0;
    }
  }
}
