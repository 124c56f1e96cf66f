package io.turnpike.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.Frame.VersionRange;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.RefusalCode;
import io.turnpike.frame.Role;
import io.turnpike.identity.AuthorizedKeys;
import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.relay.Authority.Refusal;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuthorityTest {
  private static final Identity OWN = IdentityKeyPair.generate().identity();
  private static final Identity GUEST = IdentityKeyPair.generate().identity();
  private static final Identity STRANGER = IdentityKeyPair.generate().identity();
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Refusal UNKNOWN = Denial.UNKNOWN.refusal();
  private static final Refusal WRONG_PLACE = Denial.WRONG_PLACE.refusal();

  private final Authority authority = new Authority(keys());

  private static AuthorizedKeys keys() {
    try {
      return AuthorizedKeys.parse(
              "role=\"entry\",group=\"7\" " + GUEST.toOpenSshLine("guest"), "authorized_keys")
          .withUnrestricted(OWN);
    } catch (KeyFileException e) {
      throw new AssertionError(e);
    }
  }

  private static Frame.Hello hello(Role role, String group) {
    return hello(VersionRange.SUPPORTED, role, group);
  }

  private static Frame.Hello hello(VersionRange versions, Role role, String group) {
    return new Frame.Hello(
        versions, role, ConnectionKind.TUNNEL, 0, new InstanceId(1, 1), InstanceId.NONE, group, "");
  }

  private Optional<Refusal> judge(Identity identity, Frame.Hello hello) {
    return authority.judge(identity, hello, HERE);
  }

  private Optional<Refusal> judgeGuest(String options, InetAddress from) throws Exception {
    authority.replace(AuthorizedKeys.parse(options + " " + GUEST.toOpenSshLine(""), "keys"));
    return authority.judge(GUEST, hello(Role.ENTRY, "7"), from);
  }

  @Test
  void aGrantThatDoesNotHoldHereAndNowIsDenied() throws Exception {
    assertEquals(Optional.of(Denial.REVOKED.refusal()), judgeGuest("revoked", HERE));
    assertEquals(
        Optional.of(Denial.EXPIRED.refusal()), judgeGuest("expiry-time=\"20200101Z\"", HERE));
    assertEquals(
        Optional.of(Denial.WRONG_ADDRESS.refusal()),
        judgeGuest("from=\"192.0.2.0/25\"", InetAddress.ofLiteral("192.0.2.128")));
    assertEquals(
        Optional.empty(),
        judgeGuest("from=\"192.0.2.0/25\"", InetAddress.ofLiteral("192.0.2.127")));
  }

  @Test
  void aStrangerDoesNotLearnWhichVersionsThereAre() {
    assertEquals(
        Optional.of(UNKNOWN), judge(STRANGER, hello(new VersionRange(2, 3), Role.ENTRY, "7")));
  }

  @Test
  void theIdentityOfAuthPubIsWelcomeInEveryRoleAndGroup() {
    for (Role role : Role.values()) {
      assertEquals(Optional.empty(), judge(OWN, hello(role, "7")));
      assertEquals(Optional.empty(), judge(OWN, hello(role, "anything else")));
    }
  }

  @Test
  void aRestrictedIdentityIsWelcomeWhereItMayBe() {
    assertEquals(Optional.empty(), judge(GUEST, hello(Role.ENTRY, "7")));
  }

  @Test
  void aRestrictedIdentityIsDeniedElsewhere() {
    assertEquals(Optional.of(WRONG_PLACE), judge(GUEST, hello(Role.REVERSE, "7")));
    assertEquals(Optional.of(WRONG_PLACE), judge(GUEST, hello(Role.ENTRY, "8")));
    assertEquals(Optional.of(WRONG_PLACE), judge(GUEST, hello(Role.ENTRY, "70")));
  }

  @Test
  void aStrangerIsDenied() {
    assertEquals(Optional.of(UNKNOWN), judge(STRANGER, hello(Role.ENTRY, "7")));
  }

  @Test
  void anEdgeThatSpeaksOnlyNewerVersionsIsToldSo() {
    var refusal = judge(OWN, hello(new VersionRange(2, 3), Role.ENTRY, "7"));
    assertEquals(Optional.of(RefusalCode.VERSION), refusal.map(Refusal::code));
    assertEquals(Optional.of("versions 2 to 3"), refusal.map(Refusal::reason));
    assertEquals(Optional.empty(), judge(OWN, hello(new VersionRange(0, 9), Role.ENTRY, "7")));
  }

  @Test
  void otherKeysHoldForEveryDecisionFromThenOn() throws Exception {
    authority.replace(AuthorizedKeys.none().withUnrestricted(STRANGER));
    assertEquals(Optional.empty(), judge(STRANGER, hello(Role.ENTRY, "7")));
    assertEquals(Optional.of(UNKNOWN), judge(OWN, hello(Role.ENTRY, "7")));
  }
}
