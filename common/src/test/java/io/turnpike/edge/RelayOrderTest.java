package io.turnpike.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.cli.EdgeConfig;
import io.turnpike.cli.RelaySpread;
import io.turnpike.net.HostPort;
import io.turnpike.tunnel.RelayTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelayOrderTest {
  private static final List<RelayTarget> KNOWN =
      IntStream.range(0, 20)
          .mapToObj(i -> new HostPort("192.0.2." + i, 4433))
          .map(address -> new RelayTarget(new HostPort("relays.example", 4433), address))
          .toList();

  private static EdgeConfig config(int perEdge) {
    Path none = Path.of("none");
    Duration second = Duration.ofSeconds(1);
    return new EdgeConfig(
            List.of(new HostPort("relays.example", 4433)),
            "7",
            none,
            none,
            none,
            "",
            1,
            1,
            second,
            second,
            second,
            0)
        .with(new RelaySpread(perEdge, Duration.ofSeconds(30)));
  }

  @Test
  void ofAFleetThoseThatTheGroupMeetsAt() {
    List<RelayTarget> order =
        new Rendezvous("7").order(KNOWN, target -> target.address().toString());
    assertEquals(order.subList(0, 2), RelayOrder.first(KNOWN, config(2)));
    assertEquals(List.of(), RelayOrder.first(List.of(), config(2)));
  }

  @Test
  void ofAListAllAsFarAsAnEdgeIsLinkedToThem() {
    assertEquals(KNOWN.subList(0, 16), RelayOrder.first(KNOWN, config(0)));
  }
}
