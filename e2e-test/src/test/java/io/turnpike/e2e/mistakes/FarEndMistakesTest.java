package io.turnpike.e2e.mistakes;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Destination;
import io.turnpike.e2e.FullBacklog;
import io.turnpike.e2e.Keys;
import io.turnpike.identity.Identity;
import io.turnpike.net.DestinationPattern;
import io.turnpike.reverse.ReverseProxy;
import io.turnpike.reverse.ReverseProxyConfig;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Mistakes behind the relay: the group, the reverse-proxy, the destinations; seen by `doctor`.
class FarEndMistakesTest {
  private static final ChainSettings SETTINGS = ChainSettings.of("0:80");
  private static final String NO_NAME = "n".repeat(64) + ".invalid";

  @Test
  void aGroupThatNobodyServes() throws Exception {
    try (var chain = Chain.startRelay(SETTINGS)) {
      chain.addReverse(SETTINGS).awaitReady();
      Doctor.asked(chain, "-g", "8")
          .exits(6)
          .names(
              "no reverse-proxy of group 8 is at relay ",
              "start a reverse-proxy with --group 8 at that relay, or correct --group here");
    }
  }

  /// A reverse-proxy with keys of its own, which the relay knows.
  static ReverseProxy otherReverse(Chain chain, Keys others) throws Exception {
    Files.writeString(
        chain.keys().relayAuthorizedKeys(),
        Identity.load(others.authPublic()).toOpenSshLine("home") + "\n");
    chain.relay().reload();
    var reverse =
        ReverseProxy.start(
            new ReverseProxyConfig(SETTINGS.edge(others, chain.relayPort(), "home")));
    reverse.awaitReady();
    return reverse;
  }

  @Test
  void theEntryPointDoesNotAcceptTheReverseProxy() throws Exception {
    try (var chain = Chain.startRelay(SETTINGS);
        var others = RelayMistakesTest.strangerTo(chain);
        var _ = otherReverse(chain, others)) {
      Identity far = Identity.load(others.authPublic());
      Doctor.asked(chain)
          .exits(7)
          .names(
              "this edge does not accept the identity of the reverse-proxy, SHA256:",
              "if it is yours, append to this edge's authorized_keys, or change its line there:"
                  + " role=\"reverse\",group=\"7\" ssh-ed25519 ")
          .namesHere(far.toString(), far.toOpenSshLine(""));
    }
  }

  @Test
  void theReverseProxyDoesNotAcceptTheEntryPoint() throws Exception {
    try (var chain = Chain.startRelay(SETTINGS);
        var others = RelayMistakesTest.strangerTo(chain);
        var _ = otherReverse(chain, others)) {
      Files.writeString(
          chain.keys().authorizedKeys(), Identity.load(others.authPublic()).toOpenSshLine("home"));
      Identity own = Identity.load(chain.keys().authPublic());
      Doctor.asked(chain)
          .exits(7)
          .names(
              "the reverse-proxy does not accept identity SHA256:",
              "append to the authorized_keys of the reverse-proxy, or change its line there:"
                  + " role=\"entry\",group=\"7\" ssh-ed25519 ")
          .namesHere(own + " of this edge", own.toOpenSshLine(""));
    }
  }

  @Test
  void twoReverseProxiesWithOneName() throws Exception {
    try (var chain = Chain.start(SETTINGS);
        var twin =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    SETTINGS.edge(chain.keys(), chain.relayPort(), "reverse-0")))) {
      twin.awaitReady();
      Await.until(() -> "edges " + chain.relay().edges(), () -> chain.relay().edges() == 3);
      Doctor.asked(chain)
          .exits(0)
          .names(
              "2 reverse-proxies of group 7, more than one of them is called \"reverse-0\"",
              "stop the one that should not run, or give each a --name and a bundle of its own:"
                  + " they share the connections");
    }
  }

  private static Asked toDestination(ChainSettings settings, String route) throws Exception {
    try (var chain = Chain.startRelay(settings)) {
      chain.addReverse(settings).awaitReady();
      return Doctor.asked(chain, "-r", route).exits(8);
    }
  }

  @Test
  void aDestinationWhereNothingListens() throws Exception {
    int port = Commands.freePort();
    toDestination(SETTINGS, "0:" + port)
        .names(
            ": destination refused the connection",
            ", as the reverse-proxy's host sees it, or correct the route")
        .namesHere(
            "127.0.0.1:" + port + ": destination refused",
            "start what should listen on port " + port + " of 127.0.0.1");
  }

  @Test
  void aDestinationWhoseNameDoesNotResolve() throws Exception {
    toDestination(SETTINGS, "0:" + NO_NAME + ":80")
        .names(
            ": destination's name does not resolve",
            "correct the name in the route, or the DNS of the reverse-proxy's host, which resolves"
                + " it");
  }

  @Test
  void aDestinationBehindAFirewall() throws Exception {
    try (var hole = FullBacklog.open()) {
      toDestination(
              SETTINGS.withConnectTimeout(Duration.ofMillis(500)), "0:127.0.0.1:" + hole.port())
          .names(
              ": destination did not answer in time",
              "open the firewalls between the reverse-proxy and ");
    }
  }

  @Test
  void aDestinationThatIsNotPermitted() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.startRelay(SETTINGS);
        var reverse =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    SETTINGS.edge(chain.keys(), chain.relayPort(), "home"),
                    List.of(),
                    List.of(DestinationPattern.parse("127.0.0.0/8:*")),
                    100))) {
      reverse.awaitReady();
      Doctor.asked(chain, "-r", destination.route())
          .exits(8)
          .names(
              ": destination is not permitted by the reverse-proxy",
              "let the reverse-proxy dial it: its --allow and --deny, and permitopen in this"
                  + " identity's line of its authorized_keys");
    }
  }

  @Test
  void moreStreamsThanTheReverseProxyAllows() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.startRelay(SETTINGS);
        var reverse =
            ReverseProxy.start(
                new ReverseProxyConfig(
                    SETTINGS.edge(chain.keys(), chain.relayPort(), "home"),
                    List.of(),
                    List.of(),
                    1))) {
      reverse.awaitReady();
      Doctor.asked(chain, "-r", destination.route() + "," + destination.route())
          .exits(8)
          .names(
              ": limit of the far end reached",
              "raise the limit that the reverse-proxy's log names: its --max-streams, or"
                  + " max-streams in this identity's line");
    }
  }
}
