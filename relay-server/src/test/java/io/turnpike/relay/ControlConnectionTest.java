package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.Role;
import io.turnpike.relay.RelayConnections.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The relay's end of control connections.
final class ControlConnectionTest {
  private final RelayConnections relay = new RelayConnections();

  @AfterEach
  void release() {
    relay.close();
  }

  @Test
  void anEdgeMayAskForASignOfLife() {
    Connection control = relay.connect();
    control.send(relay.hello(Role.REVERSE, ConnectionKind.CONTROL));
    control.written();
    control.send(new Frame.Ping(0x77));
    assertEquals("0000089100000000" + "0000000000000077", control.written());
    assertTrue(control.channel().isOpen());
  }

  @Test
  void anEdgeThatConnectsAnewLeavesNothingDeadBehind() {
    Connection before = relay.connect();
    before.send(relay.hello(Role.REVERSE, ConnectionKind.CONTROL));
    Connection waiting = relay.connect();
    waiting.send(relay.hello(Role.REVERSE));
    assertEquals(1, relay.pairings.waiting());

    Connection anew = relay.connect();
    anew.send(relay.hello(Role.REVERSE, ConnectionKind.CONTROL));
    relay.run();
    assertFalse(before.channel().isOpen());
    assertFalse(waiting.channel().isOpen());
    assertEquals(0, relay.pairings.waiting(), "an entry-point would be paired with it");
    assertTrue(anew.channel().isOpen());
    assertEquals(1, relay.controls.count());
  }

  @Test
  void anotherIdentityOfTheSameInstanceTakesNothingOver() {
    Connection before = relay.connect();
    before.send(relay.hello(Role.REVERSE, ConnectionKind.CONTROL));
    Connection other = relay.connect(relay.second);
    other.send(relay.hello(Role.REVERSE, ConnectionKind.CONTROL));
    relay.run();
    assertTrue(before.channel().isOpen());
    assertTrue(other.channel().isOpen());
  }
}
