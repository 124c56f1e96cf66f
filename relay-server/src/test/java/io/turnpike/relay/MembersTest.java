package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MembersTest {
  private final Identity ana = IdentityKeyPair.generate().identity();
  private final Identity ben = IdentityKeyPair.generate().identity();
  private final Authority authority = new Authority(keys("max-tunnels=\"2\" ", ""));
  private final Members members =
      new Members(authority, 4, 3, () -> CompletableFuture.completedFuture(null));

  private AuthorizedKeys keys(String ofAna, String ofBen) {
    try {
      return AuthorizedKeys.parse(
          ofAna + ana.toOpenSshLine("") + "\n" + ofBen + ben.toOpenSshLine(""), "keys");
    } catch (KeyFileException e) {
      throw new AssertionError(e);
    }
  }

  private static Member member(Identity identity, ConnectionKind kind) {
    var hello =
        new Frame.Hello(
            Frame.VersionRange.SUPPORTED,
            Role.ENTRY,
            kind,
            0,
            new InstanceId(1, 1),
            InstanceId.NONE,
            "7",
            "");
    return new Member(new EmbeddedChannel(), identity, hello);
  }

  private Optional<RefusalCode> admit(Member member) {
    return members.admit(member).map(Authority.Refusal::code);
  }

  private Member tunnel(Identity identity) {
    return member(identity, ConnectionKind.TUNNEL);
  }

  @Test
  void tunnelsAreLimitedByTheGrantByTheRelayAndInAll() {
    Member first = tunnel(ana);
    assertEquals(Optional.empty(), admit(first));
    assertEquals(Optional.empty(), admit(tunnel(ana)));
    assertEquals(Optional.of(RefusalCode.BUSY), admit(tunnel(ana)), "max-tunnels of the grant");
    assertEquals(Optional.empty(), admit(tunnel(ben)));
    assertEquals(Optional.empty(), admit(tunnel(ben)));
    assertEquals(Optional.of(RefusalCode.BUSY), admit(tunnel(ben)), "in all");
    first.channel().close();
    assertEquals(Optional.empty(), admit(tunnel(ben)));
    assertEquals(4, members.tunnels());
  }

  @Test
  void controlConnectionsAreNoTunnels() {
    for (int i = 0; i < 10; i++) {
      assertEquals(Optional.empty(), admit(member(ana, ConnectionKind.CONTROL)));
    }
    assertEquals(0, members.tunnels());
  }

  @Test
  void whoIsNotAuthorisedAnyMoreIsCutAndNobodyElse() {
    Member gone = tunnel(ana);
    Member stays = tunnel(ben);
    assertEquals(Optional.empty(), admit(gone));
    assertEquals(Optional.empty(), admit(stays));
    authority.replace(keys("revoked ", ""));
    assertTrue(gone.channel().isOpen());
    members.expel();
    assertFalse(gone.channel().isOpen());
    assertTrue(stays.channel().isOpen());
    assertEquals(1, members.tunnels());
    assertEquals(Optional.of(RefusalCode.DENIED), admit(tunnel(ana)));
  }
}
