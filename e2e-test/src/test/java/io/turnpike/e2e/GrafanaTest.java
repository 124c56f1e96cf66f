package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.proxy.TcpProxy;
import io.turnpike.proxy.TcpProxyCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The Grafana dashboard asks for nothing that the programs do not show.
class GrafanaTest {
  private static final Pattern NAME = Pattern.compile("turnpike_[a-z_]+");

  /// Shown for other uses: of alerts, and of those who look for leaks.
  private static final Set<String> NOT_DRAWN =
      Set.of("turnpike_heap_max_bytes", "turnpike_sessions", "turnpike_start_time_seconds");

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Path dashboard() {
    Path here = Path.of("").toAbsolutePath();
    Path inside = here.resolve("deploy/grafana/turnpike.json");
    return Files.exists(inside) ? inside : here.resolveSibling("deploy/grafana/turnpike.json");
  }

  @Test
  void drawsWhatTheProgramsShowAndAllOfIt() throws Exception {
    Set<String> shown = new TreeSet<>();
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        var entry = Admin.open("entry-point", chain.entry().subject());
        var reverse = Admin.open("reverse-proxy", chain.reverse().subject());
        var relay = Admin.open("relay-server", chain.relay().subject());
        var proxy =
            TcpProxy.start(
                TcpProxyCommand.parse(
                    Map.of(), "--listen", "127.0.0.1:0", "--backend", destination.address() + ""));
        var direct = Admin.open("tcp-proxy", proxy.subject())) {
      for (Admin admin : new Admin[] {entry, reverse, relay, direct}) {
        shown.addAll(names(String.join("\n", admin.metrics().keySet())));
      }
    }
    Set<String> drawn = names(Files.readString(dashboard()));
    drawn.remove("turnpike_");
    Set<String> unknown = new TreeSet<>(drawn);
    unknown.removeAll(shown);
    assertEquals(Set.of(), unknown, "drawn and not shown");
    shown.removeAll(drawn);
    shown.removeAll(NOT_DRAWN);
    shown.removeIf(name -> name.endsWith("_count") || name.endsWith("_sum"));
    shown.removeIf(name -> name.endsWith("_seconds_max"));
    assertEquals(Set.of(), shown, "shown and not drawn");
  }
}
