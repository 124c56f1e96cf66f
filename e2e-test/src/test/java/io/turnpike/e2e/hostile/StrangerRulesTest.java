package io.turnpike.e2e.hostile;

import io.turnpike.e2e.Await;
import io.turnpike.e2e.Chain;
import io.turnpike.e2e.ChainSettings;
import io.turnpike.e2e.Tcp;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.relay.StrangerLimits;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a relay bears of one stranger, over real sockets.
class StrangerRulesTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private Chain chain;
  private Logs logs;

  @BeforeEach
  void start() throws Exception {
    logs = new Logs();
    chain = Chain.startRelay(ChainSettings.of().withStrangers(StrangerLimits.DEFAULT));
  }

  @AfterEach
  void stop() {
    Await.until(() -> "strangers=" + relayed(), () -> relayed() == 0);
    logs.expectNoFaults();
    logs.close();
    chain.close();
  }

  private int relayed() {
    return chain.relay().strangers();
  }

  @Test
  void oneSourceHoldsNoMoreThanItsShare() throws Exception {
    List<Socket> all = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Strangers.tryConnect(chain.relayPort(), 7).ifPresent(all::add);
      }
      Await.until(
          () -> "strangers=" + relayed(), () -> relayed() == StrangerLimits.DEFAULT.perSource());
    } finally {
      for (Socket socket : all) {
        socket.close();
      }
    }
  }

  @Test
  void aSourceThatFailsAgainAndAgainIsTurnedAway() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Socket socket = Strangers.connect(chain.relayPort(), 9)) {
        socket.getOutputStream().write(7);
        socket.getOutputStream().write(new byte[40]);
        while (socket.getInputStream().read() >= 0) {
          // an alert, perhaps
        }
      } catch (SocketException e) {
        // reset
      }
      Await.until(() -> "strangers=" + relayed(), () -> relayed() == 0);
    }
    var turnedAway = Strangers.tryConnect(chain.relayPort(), 9);
    if (turnedAway.isPresent()) {
      Tcp.expectReset(turnedAway.get(), LIMIT);
      turnedAway.get().close();
    }
    logs.await("turned away reason=\"too many failures from this source\"");
    try (Socket other = Strangers.connect(chain.relayPort(), 10)) {
      Await.until(() -> "strangers=" + relayed(), () -> relayed() == 1);
    }
  }

  @Test
  void noMoreThanSixteenKibibytesAreReadBeforeHello() throws Exception {
    var tls = RawEdge.Tls.turnpike(IdentityKeyPair.generate());
    try (var edge = RawEdge.of(Strangers.connect(chain.relayPort(), 11), tls)) {
      edge.handshake();
      for (int i = 0; i < 32; i++) {
        // Frames that a relay skips: below 0x80 and unknown.
        edge.send(new byte[] {0, 4, 0, 0x70, 0, 0, 0, 0}).send(new byte[1024]);
      }
      logs.await("more than 16384 bytes before being authorised");
    } catch (IOException e) {
      logs.await("more than 16384 bytes before being authorised");
    }
  }
}
