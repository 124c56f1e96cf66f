package io.turnpike.stream;

import static io.turnpike.stream.SecuredTunnels.BIND;
import static io.turnpike.stream.SecuredTunnels.bytes;
import static io.turnpike.stream.SecuredTunnels.pings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TunnelChooserTest {
  private final SecuredTunnels secured = new SecuredTunnels();
  private final TunnelChooser chooser = new TunnelChooser();
  private final List<CarryingTunnel> tunnels = new ArrayList<>();

  @AfterEach
  void release() {
    secured.close();
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      secured.secured().writeInbound(bytes(BIND));
      tunnels.add(secured.tunnel);
      chooser.add(secured.tunnel);
    }
  }

  private void look(int enough) {
    chooser.look(tunnels.getFirst().binding().path(), enough);
  }

  private Set<CarryingTunnel> choices(int count) {
    Set<CarryingTunnel> chosen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      chosen.add(chooser.choose().orElseThrow());
    }
    return chosen;
  }

  @Test
  void aStreamGetsTheTunnelWithTheFewest() {
    add(3);
    assertEquals(Set.copyOf(tunnels), choices(3));
    assertEquals(Set.copyOf(tunnels), choices(3));
  }

  @Test
  void withoutTunnelsThereIsNone() {
    assertTrue(chooser.choose().isEmpty());
  }

  @Test
  void behindAPeakTheOldestTunnelsAreShared() {
    add(5);
    look(2);
    assertEquals(Set.copyOf(tunnels.subList(0, 2)), choices(2 * PathTunnels.SHARED));
  }

  @Test
  void aSpareOneIsTakenWhenTheOthersHaveMany() {
    add(5);
    look(2);
    choices(2 * PathTunnels.SHARED);
    assertEquals(Set.copyOf(tunnels), choices(5));
  }

  @Test
  void atTheNextLookASpareOneMayBeNeeded() {
    add(4);
    look(1);
    look(4);
    assertEquals(Set.copyOf(tunnels), choices(4));
  }

  @Test
  void aLookThroughOneRelayKeepsWhatIsSpareThroughAnother() {
    add(3);
    look(1);
    chooser.look(new RelayPath("other:1"), 1);
    assertEquals(Set.of(tunnels.getFirst()), choices(3));
  }

  @Test
  void aTunnelThatHasEndedIsForgotten() {
    add(3);
    look(1);
    tunnels.forEach(each -> each.channel().close());
    assertTrue(chooser.choose().isEmpty());
    chooser.look(new RelayPath("other:1"), 1);
    assertEquals(0, chooser.spare());
  }

  @Test
  void whatIsTakenDoesNotCount() {
    add(4);
    CarryingTunnel settled = tunnels.getFirst();
    assertEquals(Set.of(tunnels.getLast()), SpareTunnels.among(tunnels, settled::equals, 2));
  }

  @Test
  void eachPeerHasItsOwnThatAreNotSpare() {
    add(2);
    var other = new InstanceId(5, 6);
    for (int i = 0; i < 2; i++) {
      secured
          .secured(other)
          .writeInbound(bytes(new Frame.Bind(1, 0, other, SecuredTunnels.SELF, 1 << 18, 0, "7")));
      tunnels.add(secured.tunnel);
    }
    assertEquals(
        Set.of(tunnels.get(1), tunnels.get(3)), SpareTunnels.among(tunnels, each -> false, 1));
  }

  @Test
  void onALongPathNoneIsSpare() {
    for (int i = 0; i < 2; i++) {
      EmbeddedChannel channel = secured.secured();
      channel.freezeTime();
      channel.writeInbound(bytes(BIND));
      channel.advanceTimeBy(ReceiveWindow.LONG_NANOS, TimeUnit.NANOSECONDS);
      channel.writeInbound(bytes(new Frame.Pong(pings(channel).getFirst().token())));
      tunnels.add(secured.tunnel);
    }
    assertEquals(Set.of(), SpareTunnels.among(tunnels, each -> false, 1));
  }
}
