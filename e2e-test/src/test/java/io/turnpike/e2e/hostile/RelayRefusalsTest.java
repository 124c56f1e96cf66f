package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.frame.Frame;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whom a relay refuses before it is an edge: each gets an answer where TLS allows one, and one
/// line in the relay's log says who and why.
class RelayRefusalsTest {
  private static final IdentityKeyPair STRANGER = IdentityKeyPair.generate();

  private Chain chain;
  private IdentityKeyPair own;
  private Logs logs;

  @BeforeEach
  void start() throws Exception {
    chain = Chain.startRelay(ChainSettings.of());
    own = IdentityKeyPair.load(chain.keys().authPrivate());
    logs = new Logs();
  }

  /// After whatever happened the relay admits who may come.
  @AfterEach
  void stop() throws Exception {
    try (var honest = connect(RawEdge.Tls.turnpike(own))) {
      assertInstanceOf(Frame.Welcome.class, honest.send(Frames.hello(Role.ENTRY, "7")).read());
    }
    Await.until(() -> "a tunnel waits for nobody", () -> chain.relay().waitingTunnels() == 0);
    logs.expectNoFaults();
    logs.close();
    chain.close();
  }

  private RawEdge connect(RawEdge.Tls tls) throws Exception {
    return RawEdge.connect(chain.relayPort(), tls);
  }

  private static String hello(String role, String group, IdentityKeyPair identity) {
    return "role=%s group=\"%s\" instance=01020304 name=\"raw\" identity=%s "
        .formatted(role, group, identity.identity());
  }

  private void expectDenied(RawEdge edge, String reason, String who) throws Exception {
    assertEquals(new Frame.Refused(RefusalCode.DENIED, 0, "not authorised"), edge.read());
    edge.expectEnd();
    logs.expectRelayToSay("edge refused reason=\"" + reason + "\" " + who + edge.remote());
  }

  @Test
  void aStrangersKey() throws Exception {
    try (var edge = connect(RawEdge.Tls.turnpike(STRANGER))) {
      edge.send(Frames.hello(Role.REVERSE, "7"));
      expectDenied(edge, "identity is not authorised", hello("reverse", "7", STRANGER));
    }
  }

  /// Whatever it sends, it learns nothing else; who is authorised is told what was wrong.
  @Test
  void aStrangerWithAnyFrameGetsTheSameAnswer() throws Exception {
    for (Frame frame : List.of(new Frame.Ping(7), new Frame.Ready(), new Frame.Start())) {
      try (var edge = connect(RawEdge.Tls.turnpike(STRANGER))) {
        edge.send(frame);
        assertEquals(new Frame.Refused(RefusalCode.DENIED, 0, "not authorised"), edge.read());
        edge.expectEnd();
      }
      try (var edge = connect(RawEdge.Tls.turnpike(own))) {
        edge.send(frame);
        var answer = assertInstanceOf(Frame.Refused.class, edge.read());
        assertEquals(RefusalCode.PROTOCOL, answer.code());
      }
    }
  }

  private void authorise(String options) throws Exception {
    Files.writeString(
        chain.keys().relayAuthorizedKeys(),
        options + STRANGER.identity().toOpenSshLine("guest") + "\n");
    chain.relay().reload();
    logs.close();
    logs = new Logs();
  }

  @Test
  void aRightKeyWithTheWrongRole() throws Exception {
    authorise("role=\"entry\",group=\"7\" ");
    try (var edge = connect(RawEdge.Tls.turnpike(STRANGER))) {
      edge.send(Frames.hello(Role.REVERSE, "7"));
      expectDenied(
          edge,
          "identity is not authorised for this role and group",
          hello("reverse", "7", STRANGER));
    }
  }

  @Test
  void aRightKeyWithTheWrongGroup() throws Exception {
    authorise("role=\"entry\",group=\"7\" ");
    try (var edge = connect(RawEdge.Tls.turnpike(STRANGER))) {
      edge.send(Frames.hello(Role.ENTRY, "8"));
      expectDenied(
          edge,
          "identity is not authorised for this role and group",
          hello("entry", "8", STRANGER));
    }
  }

  @Test
  void textThatTriesToForgeALogLine() throws Exception {
    try (var edge = connect(RawEdge.Tls.turnpike(STRANGER))) {
      edge.send(Frames.hello(Role.ENTRY, "7\" identity=me remote=here"));
      expectDenied(
          edge,
          "identity is not authorised",
          hello("entry", "7' identity=me remote=here", STRANGER));
    }
  }

  private void expectHandshakeRefused(RawEdge.Tls tls, String reason) throws Exception {
    try (var edge = connect(tls)) {
      assertThrows(
          IOException.class,
          () -> {
            edge.handshake();
            edge.send(Frames.hello(Role.ENTRY, "7")).read();
          });
      logs.expectRelayToSay("connection refused reason=\"" + reason + "\" " + edge.remote());
    }
  }

  @Test
  void tls12() throws Exception {
    expectHandshakeRefused(
        RawEdge.Tls.turnpike(own).withVersion("TLSv1.2"), "the peer does not speak TLS 1.3");
  }

  @Test
  void anotherApplicationProtocol() throws Exception {
    expectHandshakeRefused(
        RawEdge.Tls.turnpike(own).withApplicationProtocols("h2", "http/1.1"),
        "the peer's application protocol is none (expected: \"turnpike/1\"; is it a turnpike"
            + " program?)");
  }

  @Test
  void noApplicationProtocol() throws Exception {
    expectHandshakeRefused(
        RawEdge.Tls.turnpike(own).withApplicationProtocols(),
        "the peer's application protocol is none (expected: \"turnpike/1\"; is it a turnpike"
            + " program?)");
  }

  @Test
  void noClientCertificate() throws Exception {
    expectHandshakeRefused(
        RawEdge.Tls.turnpike(own).withoutLeaf(), "the peer presented no certificate");
  }

  @Test
  void plainText() throws Exception {
    try (var socket = new Socket("127.0.0.1", chain.relayPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
      logs.expectRelayToSay(
          "connection refused reason=\"the peer does not speak TLS\" remote=127.0.0.1:"
              + socket.getLocalPort());
    }
  }

  /// TLS has five of the ten seconds; HELLO's ten are tested where time can be moved.
  @Test
  void silence() throws Exception {
    try (var socket = new Socket("127.0.0.1", chain.relayPort())) {
      socket.setSoTimeout(15_000);
      assertEquals(-1, socket.getInputStream().read());
      logs.expectRelayToSay(
          "connection refused reason=\"the TLS handshake took too long\" remote=127.0.0.1:"
              + socket.getLocalPort());
    }
  }

  /// A port scanner or a health check is not worth a line.
  @Test
  void whoeverOnlyConnectsAndLeavesIsNotMentioned() throws Exception {
    new Socket("127.0.0.1", chain.relayPort()).close();
    try (var edge = connect(RawEdge.Tls.turnpike(own))) {
      edge.handshake();
    }
    aStrangersKey(); // the only line
  }
}
