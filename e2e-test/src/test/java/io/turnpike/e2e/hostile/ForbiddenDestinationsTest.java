package io.turnpike.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.Keys;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ResetCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.Identity;
import io.turnpike.net.DestinationPattern;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An authorised entry-point asks for destinations that it may not reach, in every way they can be
/// written. A service listens on every address of this host; nothing ever connects to it.
class ForbiddenDestinationsTest {
  private static final Endpoint SOURCE = new Endpoint("192.0.2.1", 1);

  /// This host, which `--deny` closes.
  private static final List<String> OWN_HOST =
      List.of(
          "127.0.0.1",
          "127.0.0.2",
          "127.255.255.254",
          "127.1",
          "127.0.1",
          "0x7f.0.0.1",
          "0x7f.1",
          "0x7f000001",
          "0X7F000001",
          "0177.0.0.1",
          "0177.1",
          "017700000001",
          "2130706433",
          "127.0.0.1.",
          "127.000.000.001",
          "127.0.0.01",
          "127.0.0.0x1",
          "localhost",
          "LOCALHOST",
          "localhost.",
          "LocalHost.",
          "::1",
          "0:0:0:0:0:0:0:1",
          "::0001",
          "::ffff:127.0.0.1",
          "::ffff:7f00:1",
          "::127.0.0.1",
          "::7f00:1",
          "64:ff9b::127.0.0.1",
          "64:ff9b::7f00:1",
          "2002:7f00:1::1",
          "::ffff:0:127.0.0.1",
          "[127.0.0.1]",
          "[::1]",
          "127.0.0.1 ",
          " 127.0.0.1",
          "127.0.0.1:80",
          "user@127.0.0.1",
          "127.0.0.1/8",
          "127。0。0。1");

  /// What nobody may reach anyway.
  private static final List<String> SPECIAL =
      List.of(
          "0.0.0.0",
          "0",
          "0x0",
          "00",
          "0.0",
          "0.1",
          "0.0.0.1",
          "::",
          "0:0:0:0:0:0:0:0",
          "::ffff:0.0.0.0",
          "169.254.169.254",
          "169.254.1",
          "0xa9fea9fe",
          "2852039166",
          "0251.0376.0251.0376",
          "::ffff:169.254.169.254",
          "::ffff:a9fe:a9fe",
          "::169.254.169.254",
          "64:ff9b::169.254.169.254",
          "64:ff9b:1::169.254.169.254",
          "2002:a9fe:a9fe::1",
          "fe80::1",
          "fe80::1%lo",
          "febf::1",
          "224.0.0.1",
          "239.255.255.250",
          "255.255.255.255",
          "ff02::1",
          "ff0e::1",
          "::ffff:224.0.0.1");

  private Logs logs;
  private Destination destination;
  private Chain chain;
  private RogueEdge rogue;
  private ReverseProxy reverse;

  @BeforeEach
  void start() throws Exception {
    logs = new Logs();
    destination = Destination.start("::", socket -> {});
    chain = Chain.startRelay(ChainSettings.of(destination.route()));
  }

  @AfterEach
  void stop() throws Exception {
    rogue.close();
    reverse.close();
    chain.close();
    destination.close();
    logs.expectNoFaults();
    logs.close();
  }

  private RogueEdge.Line connect(List<String> deny) throws Exception {
    var edge = ChainSettings.of().edge(chain.keys(), chain.relayPort(), "reverse");
    List<DestinationPattern> denied = deny.stream().map(DestinationPattern::parse).toList();
    reverse = ReverseProxy.start(new ReverseProxyConfig(edge, List.of(), denied, 100));
    reverse.awaitReady();
    rogue = new RogueEdge(Role.ENTRY, chain.keys(), chain.relayPort());
    RogueEdge.Line line = rogue.awaitLine();
    line.send(line.bind());
    line.await(Frame.Bind.class);
    return line;
  }

  private static ResetCode ask(RogueEdge.Line line, int stream, String host, int port)
      throws Exception {
    line.send(new Frame.Open(stream, stream, new Endpoint(host, port), SOURCE));
    Frame.OfStream answer;
    do {
      answer = line.await(Frame.OfStream.class);
    } while (answer.stream() != stream);
    return answer instanceof Frame.Reset reset ? reset.code() : fail(host, answer);
  }

  private static ResetCode fail(String host, Frame answer) {
    throw new AssertionError("\"" + host + "\" was answered with " + answer);
  }

  @Test
  void everyFormIsRefusedAndNothingIsDialled() throws Exception {
    RogueEdge.Line line = connect(List.of("127.0.0.0/8:*", "[::1]:*"));
    Map<ResetCode, Integer> answers = new EnumMap<>(ResetCode.class);
    int stream = 0;
    for (String host : Stream.concat(OWN_HOST.stream(), SPECIAL.stream()).toList()) {
      answers.merge(ask(line, ++stream, host, destination.port()), 1, Integer::sum);
    }
    System.out.printf("forbidden destinations: %d asked for, all refused: %s%n", stream, answers);
    assertTrue(
        Set.of(ResetCode.DENIED, ResetCode.NO_SUCH_NAME).containsAll(answers.keySet()),
        answers::toString);
    assertTrue(answers.getOrDefault(ResetCode.DENIED, 0) >= 30, answers::toString);
    assertEquals(0, destination.accepted());
  }

  /// The control: the same service is reached where nothing closes it.
  @Test
  void withoutThatOptionOwnHostIsReached() throws Exception {
    RogueEdge.Line line = connect(List.of());
    line.send(new Frame.Open(1, 1, new Endpoint("127.0.0.1", destination.port()), SOURCE));
    assertEquals(1, line.await(Frame.Opened.class).stream());
  }

  @Test
  void whatTheLineOfTheIdentityDoesNotPermitIsRefusedAtOnceWhenItIsChanged() throws Exception {
    Keys keys = chain.keys();
    String key = Identity.load(keys.authPublic()).toOpenSshLine("laptop");
    String other = "permitopen=\"127.0.0.1:1,*.invalid:*\" " + key;
    Files.writeString(keys.authorizedKeys(), key);
    RogueEdge.Line line = connect(List.of());
    line.send(new Frame.Open(1, 1, new Endpoint("127.0.0.1", destination.port()), SOURCE));
    line.await(Frame.Opened.class);
    Files.writeString(keys.authorizedKeys(), other);
    reverse.edge().reload();
    assertEquals(ResetCode.DENIED, ask(line, 2, "127.0.0.1", destination.port()));
    assertEquals(ResetCode.DENIED, ask(line, 3, "localhost", destination.port()));
    assertEquals(ResetCode.REFUSED, ask(line, 4, "127.0.0.1", 1));
    assertEquals(ResetCode.NO_SUCH_NAME, ask(line, 5, "a.invalid", 80));
  }

  @Test
  void beyondMaxStreamsIsALimit() throws Exception {
    Keys keys = chain.keys();
    String key = Identity.load(keys.authPublic()).toOpenSshLine("laptop");
    Files.writeString(keys.authorizedKeys(), "max-streams=\"2\" " + key);
    RogueEdge.Line line = connect(List.of());
    var to = new Endpoint("127.0.0.1", destination.port());
    for (int stream = 1; stream <= 2; stream++) {
      line.send(new Frame.Open(stream, stream, to, SOURCE));
      line.await(Frame.Opened.class);
    }
    assertEquals(ResetCode.LIMIT, ask(line, 3, "127.0.0.1", destination.port()));
    line.send(new Frame.Reset(1, ResetCode.ABORTED));
    line.send(new Frame.Open(4, 4, to, SOURCE));
    assertEquals(4, line.await(Frame.Opened.class).stream());
  }
}
