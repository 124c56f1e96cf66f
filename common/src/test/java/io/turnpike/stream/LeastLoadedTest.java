package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeastLoadedTest {
  private static final int HANDICAP = 7;

  private final SecuredTunnels secured = new SecuredTunnels();
  private final LeastLoaded turns = new LeastLoaded();
  private final List<CarryingTunnel> tunnels = new ArrayList<>();

  @AfterEach
  void release() {
    secured.close();
  }

  private EmbeddedChannel add(int streams) {
    EmbeddedChannel channel = secured.secured();
    channel.writeInbound(SecuredTunnels.bytes(SecuredTunnels.BIND));
    for (int i = 0; i < streams; i++) {
      secured.tunnel.claim();
    }
    tunnels.add(secured.tunnel);
    return channel;
  }

  private int next() {
    return tunnels.indexOf(turns.among(tunnels, 0).orElseThrow().tunnel());
  }

  @Test
  void ofNoneThereIsNone() {
    assertTrue(turns.among(List.of(), 0).isEmpty());
  }

  @Test
  void idleOnesTakeTurns() {
    add(0);
    add(0);
    add(0);
    assertEquals(List.of(0, 1, 2, 0), List.of(next(), next(), next(), next()));
  }

  @Test
  void equalOnesTakeTurnsTooWhenNoneIsIdle() {
    add(2);
    add(2);
    assertEquals(Set.of(0, 1), Set.of(next(), next()));
  }

  @Test
  void theOneWithTheFewestIsFoundWhereverItIs() {
    add(3);
    add(1);
    add(2);
    assertEquals(List.of(1, 1, 1), List.of(next(), next(), next()));
  }

  @Test
  void theHandicapCountsLikeStreams() {
    add(3);
    assertEquals(3 + HANDICAP, turns.among(tunnels, HANDICAP).orElseThrow().weight());
  }

  @Test
  void oneThatDrainsIsNotTaken() {
    EmbeddedChannel draining = add(0);
    add(5);
    draining.writeInbound(SecuredTunnels.bytes(new Frame.GoAway(0, 0)));
    assertEquals(List.of(1, 1), List.of(next(), next()));
  }

  @Test
  void fewerTunnelsThanLastTime() {
    add(0);
    add(0);
    next();
    tunnels.removeLast();
    assertEquals(0, next());
  }

  /// However many there are, some are looked at for one stream, and the others for the next.
  @Test
  void anIdleOneAmongVeryManyIsFoundAfterSomeStreams() {
    int many = 2 * LeastLoaded.MOST_LOOKED_AT + 10;
    for (int i = 1; i < many; i++) {
      add(1);
    }
    add(0);
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      found.add(next());
    }
    assertEquals(Set.of(0, LeastLoaded.MOST_LOOKED_AT), found);
    assertEquals(many - 1, next());
  }
}
