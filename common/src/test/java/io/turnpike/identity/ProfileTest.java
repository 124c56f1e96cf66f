package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.frame.Role;
import io.turnpike.net.HostPort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
  private static final IdentityKeyPair PEER = IdentityKeyPair.generate();
  private static final String PEER_LINE =
      "role=\"reverse\",group=\"7\" " + PEER.identity().toOpenSshLine("home");

  private final Profile profile =
      new Profile(
          List.of(new HostPort("relay.example", 4433), new HostPort("::1", 1)),
          Role.ENTRY,
          "7",
          "laptop",
          List.of(PEER_LINE),
          IdentityKeyPair.generate(),
          List.of(PemBlock.of("CERTIFICATE", new byte[] {1, 2, 3})));

  private static String refused(String text) {
    return assertThrows(KeyFileException.class, () -> Profile.parse(text, "f")).getMessage();
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    Profile read = Profile.parse(profile.toText(), "f");
    assertEquals(profile.toText(), read.toText());
    assertEquals("relay.example:4433,[::1]:1", read.serverList());
    assertEquals(profile.keys().identity(), read.keys().identity());
    assertTrue(read.authorized("f").contains(PEER.identity()));
    assertTrue(Profile.isProfile(profile.toText()));
    assertFalse(Profile.isProfile(profile.keys().toPem()));
  }

  @Test
  void itsLineAuthorisesItsRoleInItsGroup() throws Exception {
    Grant grant = AuthorizedKeys.parse(profile.publicLine(), "f").grants().getFirst();
    assertTrue(grant.permits(Role.ENTRY, "7"));
    assertFalse(grant.permits(Role.REVERSE, "7"));
    assertFalse(grant.permits(Role.ENTRY, "8"));
    assertEquals("laptop", grant.comment());
  }

  @Test
  void doesNotShowItsKey() {
    String secret = profile.keys().toPem().lines().toList().get(1);
    assertTrue(profile.toText().contains(secret));
    assertFalse(profile.toString().contains(secret));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "turnpike-profile 1|turnpike-profile 2|f:1: \"turnpike-profile 2\" (expected:"
            + " turnpike-profile 1)",
        "role: entry|role: edge|f: role: \"edge\" (expected: entry or reverse)",
        "role: entry|# none|f: no role (expected: a line role: …)",
        "group: 7|group:|f: group: \"\" (expected: text)",
        "group: 7|name: again|f:6: name again (expected: once)",
        "group: 7|limit: 1|f:5: \"limit\" (expected: server, role, group, name or peer with a"
            + " colon behind it)",
        "peer: role|peer: rolle|f:7: option \"rolle\" (expected: expiry-time, from, group,"
            + " max-streams, max-tunnels, permitopen, rate, revoked, role)",
        "BEGIN CERT|BEGIN CERTI|f: no certificate (expected: a CERTIFICATE block)",
        "BEGIN PRIVATE|BEGIN PUBLIC|f: 0 private keys (expected: one PRIVATE KEY block)",
      })
  void refusesWithTheLine(String from, String to, String message) {
    assertEquals(message, refused(profile.toText().replace(from, to)));
  }
}
