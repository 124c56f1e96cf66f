package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An edge with a right key that says wrong things to the relay, over real TLS.
class RelayFramesTest {
  private static final int UNKNOWN_NON_CRITICAL = 0x42;
  private static final int UNKNOWN_CRITICAL = 0xff;
  private static final int HELLO = 0x80;

  private Chain chain;
  private IdentityKeyPair own;
  private Logs logs;

  @BeforeEach
  void start() throws Exception {
    chain = Chain.startRelay(ChainSettings.of());
    own = IdentityKeyPair.load(chain.keys().authPrivate());
    logs = new Logs();
  }

  @AfterEach
  void stop() throws Exception {
    try (var honest = connect()) {
      expectWelcome(honest.send(Frames.hello(Role.ENTRY, "7")));
    }
    Await.until(() -> "a tunnel waits for nobody", () -> chain.relay().waitingTunnels() == 0);
    logs.expectNoFaults();
    logs.close();
    chain.close();
  }

  private RawEdge connect() throws Exception {
    return RawEdge.connect(chain.relayPort(), RawEdge.Tls.turnpike(own));
  }

  private static void expectWelcome(RawEdge edge) throws Exception {
    assertInstanceOf(Frame.Welcome.class, edge.read());
  }

  /// The edge is told, and so is the relay's user, in one line.
  private void expectViolation(RawEdge edge, String reason) throws Exception {
    assertEquals(new Frame.Refused(RefusalCode.PROTOCOL, 0, reason), nextRefused(edge));
    edge.expectEnd();
    String line = logs.await("connection refused");
    assertTrue(line.startsWith("connection refused reason=\"" + reason + "\" "), line);
    assertTrue(line.endsWith(edge.remote()), line);
    assertEquals(1, logs.with("connection refused").size());
  }

  private static Frame nextRefused(RawEdge edge) throws Exception {
    Frame next = edge.read();
    return next instanceof Frame.Ping || next instanceof Frame.Presence ? nextRefused(edge) : next;
  }

  private void expectViolation(byte[] said, String reason) throws Exception {
    try (var edge = connect()) {
      expectViolation(edge.send(said), reason);
    }
  }

  @Test
  void helloTwiceOnATunnel() throws Exception {
    try (var edge = connect()) {
      Frame.Hello hello = Frames.hello(Role.ENTRY, "7");
      expectWelcome(edge.send(hello, hello));
      expectViolation(edge, "Hello while pending");
    }
  }

  @Test
  void helloTwiceOnAControlConnection() throws Exception {
    try (var edge = connect()) {
      Frame.Hello hello = Frames.hello(Role.REVERSE, "7", ConnectionKind.CONTROL);
      expectWelcome(edge.send(hello, hello));
      expectViolation(edge, "Hello on a control connection (expected: Ping or Pong)");
    }
    Await.until(() -> "edges=" + chain.relay().edges(), () -> chain.relay().edges() == 0);
  }

  @Test
  void anUnknownCriticalFrame() throws Exception {
    expectViolation(Frames.header(0, UNKNOWN_CRITICAL), "frame of unknown type 0xff");
  }

  @Test
  void aFrameOfTheOtherLayer() throws Exception {
    expectViolation(Frames.header(45, 0xa0), "BIND does not belong to layer CONTROL");
  }

  @Test
  void aFrameOfAStream() throws Exception {
    byte[] header = Frames.header(43, HELLO);
    header[7] = 1;
    expectViolation(header, "HELLO with stream number 1");
  }

  @Test
  void unknownFramesThatMayBeSkippedAreSkipped() throws Exception {
    try (var edge = connect()) {
      edge.send(Frames.header(0, UNKNOWN_NON_CRITICAL));
      edge.send(Frames.join(Frames.header(4096, UNKNOWN_NON_CRITICAL), new byte[4096]));
      expectWelcome(edge.send(Frames.hello(Role.ENTRY, "7")));
    }
  }

  @Test
  void lengthZeroWhereTheTypeHasAPayload() throws Exception {
    expectViolation(Frames.header(0, HELLO), "HELLO of 0 bytes (expected: 43 to 170)");
  }

  @Test
  void lengthOneAboveTheTypesRange() throws Exception {
    expectViolation(Frames.header(171, HELLO), "HELLO of 171 bytes (expected: 43 to 170)");
  }

  @Test
  void lengthOneAboveTheLimit() throws Exception {
    expectViolation(
        Frames.header(4097, UNKNOWN_NON_CRITICAL), "frame of 4097 bytes (expected: at most 4096)");
  }

  @Test
  void theGreatestLength() throws Exception {
    expectViolation(
        Frames.header((1 << 24) - 1, UNKNOWN_NON_CRITICAL),
        "frame of 16777215 bytes (expected: at most 4096)");
  }

  @Test
  void aPayloadThatIsNotItsFields() throws Exception {
    byte[] hello = Frames.bytes(Frames.hello(Role.ENTRY, "7"));
    hello[8 + 2] = 3; // role
    expectViolation(hello, "HELLO role 3 (expected: 1 or 2)");
  }

  /// What the relay holds does not depend on what the frames claim: the claims here sum up to 1
  /// GiB, the allocator's chunks stay below 8 MiB.
  @Test
  void memoryDoesNotFollowTheClaim() throws Exception {
    for (int i = 0; i < 5; i++) { // warm
      refusedForItsLength();
    }
    long before = held();
    long most = before;
    for (int i = 0; i < 60; i++) {
      refusedForItsLength();
      most = Math.max(most, held());
    }
    List<RawEdge> claimants = new ArrayList<>();
    for (int i = 0; i < 20; i++) { // legal, and never sent
      claimants.add(connect().send(Frames.header(4096, UNKNOWN_NON_CRITICAL)));
      most = Math.max(most, held());
    }
    for (RawEdge claimant : claimants) {
      claimant.close();
    }
    long grown = most - before;
    System.out.println("80 connections that claim 1 GiB: allocator grew by " + grown + " bytes");
    assertTrue(grown < 8 << 20, "grown by " + grown);
  }

  private void refusedForItsLength() throws Exception {
    try (var edge = connect()) {
      edge.send(Frames.header((1 << 24) - 1, HELLO));
      assertInstanceOf(Frame.Refused.class, edge.read());
    }
  }

  private static long held() {
    ByteBufAllocatorMetric metric =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory() + metric.usedHeapMemory();
  }
}
