package io.turnpike.gencert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.RenewingLeaf;
import io.turnpike.tls.OuterTls;
import io.turnpike.tls.PeerIdentity;
import io.turnpike.tls.ServerCertificate;
import io.turnpike.tls.TrustedRelay;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenCertCommandTest {

  @Test
  void saysWhatItCanMakeWhenAskedForNothing() {
    Run run = Run.of();
    assertEquals(2, run.exitCode());
    assertEquals(
        List.of(
            "gen-cert: no command (expected: bundle, x509, ed25519, show or version; try gen-cert --help)"),
        run.err());
  }

  @Test
  void helpsAPerson() {
    String help = String.join("\n", Run.of("--help").out());
    assertTrue(help.contains("x509") && help.contains("ed25519") && help.contains("version"), help);
    String x509 = String.join("\n", Run.of("x509", "--help").out());
    for (String option : List.of("--dns", "--ip", "--algorithm", "--days", "--output", "--force")) {
      assertTrue(x509.contains(option), x509);
    }
  }

  @Test
  void saysItsVersion() {
    Run run = Run.of("version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().getFirst().startsWith("gen-cert "), run.out().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "rsa"})
  void makesWhatARelayAndAnEdgeNeedToMeet(String algorithm, @TempDir Path directory)
      throws Exception {
    String output = directory.toString();
    Run.of("x509", "-o", output, "--ip", "127.0.0.1", "--algorithm", algorithm);
    Run.of("ed25519", "-o", output);
    Path certificate = directory.resolve("server.crt");
    IdentityKeyPair keyPair = IdentityKeyPair.load(directory.resolve("auth"));
    SslContext relay =
        OuterTls.forRelay(ServerCertificate.load(certificate, directory.resolve("server.key")));
    SslContext edge =
        OuterTls.forEdge(
            TrustedRelay.load(certificate, "127.0.0.1"),
            new RenewingLeaf(keyPair, Clock.systemUTC()));
    SslHandler server = relay.newHandler(UnpooledByteBufAllocator.DEFAULT);
    SslHandler client = edge.newHandler(UnpooledByteBufAllocator.DEFAULT);
    EmbeddedChannel serverChannel = new EmbeddedChannel(server);
    EmbeddedChannel clientChannel = new EmbeddedChannel(client);
    while (move(clientChannel, serverChannel) | move(serverChannel, clientChannel)) {
      // until neither has anything more to say
    }
    assertTrue(client.handshakeFuture().isSuccess());
    assertEquals(keyPair.identity(), PeerIdentity.of(server));
    clientChannel.finishAndReleaseAll();
    serverChannel.finishAndReleaseAll();
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    boolean moved = false;
    for (ByteBuf bytes; (bytes = from.readOutbound()) != null; moved = true) {
      to.writeInbound(bytes);
    }
    return moved;
  }
}
