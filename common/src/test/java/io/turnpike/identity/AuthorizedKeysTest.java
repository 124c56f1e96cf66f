package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turnpike.frame.Role;
import io.turnpike.net.Cidr;
import io.turnpike.net.DestinationPattern;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizedKeysTest {
  private static final String KEY = TestKeys.OPENSSH_LINE;
  private static final Identity ANA = Identity.parseOpenSsh(KEY);
  private static final Identity BEN = Identity.parseOpenSsh(TestKeys.OPENSSL_LINE);

  private static AuthorizedKeys parse(String text) throws KeyFileException {
    return AuthorizedKeys.parse(text, "authorized_keys");
  }

  private static Grant grantOf(String line) throws KeyFileException {
    return parse(line).find(ANA).orElseThrow();
  }

  private static String messageOf(String text) {
    return String.valueOf(assertThrows(KeyFileException.class, () -> parse(text)).getMessage());
  }

  @Test
  void aKeyWithoutOptionsMayBeEitherEdgeInAnyGroup() throws Exception {
    Grant grant = grantOf(KEY + " ana at her laptop");
    assertTrue(grant.permits(Role.ENTRY, "7"));
    assertTrue(grant.permits(Role.REVERSE, "anything"));
    assertEquals("ana at her laptop", grant.comment());
  }

  @Test
  void aRoleExcludesTheOther() throws Exception {
    Grant grant = grantOf("role=\"entry\" " + KEY);
    assertTrue(grant.permits(Role.ENTRY, "7"));
    assertFalse(grant.permits(Role.REVERSE, "7"));
  }

  @Test
  void severalRolesAndGroupsAreSeparatedByCommas() throws Exception {
    Grant grant = grantOf("role=\"entry,reverse\",group=\"a,b c\"\t" + KEY);
    assertEquals(Set.of(Role.ENTRY, Role.REVERSE), grant.roles());
    assertEquals(Set.of("a", "b c"), grant.groups());
    assertTrue(grant.permits(Role.REVERSE, "b c"));
    assertFalse(grant.permits(Role.REVERSE, "b"));
    assertFalse(grant.permits(Role.REVERSE, "a,b c"));
  }

  @Test
  void aQuoteInAValueIsEscapedAndNamesIgnoreCase() throws Exception {
    assertEquals(Set.of("a\"b\\c"), grantOf("GROUP=\"a\\\"b\\c\" " + KEY).groups());
  }

  @Test
  void skipsCommentsAndBlankLines() throws Exception {
    AuthorizedKeys keys =
        parse("# people\r\n\r\n  \t\r\n  # more\r\n" + KEY + "\r\n\n" + TestKeys.OPENSSL_LINE);
    assertEquals(2, keys.size());
    assertTrue(keys.contains(ANA));
    assertTrue(keys.contains(BEN));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'permitopn=\"x\" KEY', 'option \"permitopn\" (expected: expiry-time, from, group,"
            + " max-streams, max-tunnels, permitopen, rate, revoked, role)'",
        "'nonsense', 'option \"nonsense\" (expected: expiry-time, from, group, max-streams,"
            + " max-tunnels, permitopen, rate, revoked, role)'",
        "'permitopen=\"x\" KEY', 'permitopen \"x\" has no port (expected: host:port, such as"
            + " db.lan:5432, *.lan:443, 10.0.0.0/8:* or [fd00::/8]:22)'",
        "'permitopen=\"a:1,\" KEY', 'permitopen \"\" has no port (expected: host:port, such as"
            + " db.lan:5432, *.lan:443, 10.0.0.0/8:* or [fd00::/8]:22)'",
        "'permitopen=\"a:0\" KEY', 'permitopen port \"0\" (expected: 1 to 65535)'",
        "'from=\"nas.lan\" KEY', 'from \"nas.lan\" (expected: an IP address or a CIDR such as"
            + " 10.0.0.0/8 or 2001:db8::/32)'",
        "'from=\"10.0.0.0/33\" KEY', 'from \"10.0.0.0/33\": prefix length \"33\" (expected: 0 to"
            + " 32)'",
        "'expiry-time=\"tomorrow\" KEY', 'expiry-time \"tomorrow\" (expected: YYYYMMDD,"
            + " YYYYMMDDHHMM or YYYYMMDDHHMMSS, with a Z for UTC)'",
        "'expiry-time=\"20260230\" KEY', 'expiry-time \"20260230\" (expected: YYYYMMDD,"
            + " YYYYMMDDHHMM or YYYYMMDDHHMMSS, with a Z for UTC)'",
        "'max-streams=\"0\" KEY', 'max-streams \"0\" (expected: 1 to 1000000)'",
        "'max-tunnels=\"1000001\" KEY', 'max-tunnels \"1000001\" (expected: 1 to 1000000)'",
        "'rate=\"10Mb/s\" KEY', 'rate \"10Mb/s\" (expected: a number and one of B/s, KB/s, MB/s,"
            + " GB/s, KiB/s, MiB/s, GiB/s, such as 10MB/s)'",
        "'rate=\"0B/s\" KEY', 'rate \"0B/s\" (expected: a number and one of B/s, KB/s, MB/s,"
            + " GB/s, KiB/s, MiB/s, GiB/s, such as 10MB/s)'",
        "'revoked=\"yes\" KEY', 'option \"revoked\" with a value (expected: revoked alone)'",
        "'revoked,REVOKED KEY', 'option \"REVOKED\" twice (expected: once)'",
        "'role=\"entri\" KEY', 'role \"entri\" (expected: entry, reverse)'",
        "'role=\"\" KEY', 'role \"\" (expected: entry, reverse)'",
        "'role=\"entry, reverse\" KEY', 'role \" reverse\" (expected: entry, reverse)'",
        "'role=entry KEY', 'option \"role\" without a quoted value (expected: role=\"…\")'",
        "'role KEY', 'option \"role\" without a quoted value (expected: role=\"…\")'",
        "'role=\"entry KEY', 'option \"role\" has no closing quote (expected: role=\"…\")'",
        "'role=\"entry\",role=\"reverse\" KEY', 'option \"role\" twice (expected: once)'",
        "'group=\"a,,b\" KEY', 'group \"a,,b\" (expected: names separated by commas)'",
        "'role=\"entry\"group=\"a\" KEY', '\"g\" after an option (expected: a comma or a blank)'",
        "'role=\"entry\", KEY', 'no option and no key (expected: name=\"value\" or ssh-ed25519"
            + " BASE64)'",
        "'role=\"entry\"', 'key is missing (expected: ssh-ed25519 BASE64 comment)'",
        "'ssh-rsa AAAA', 'key type \"ssh-rsa\" (expected: ssh-ed25519)'",
        "'ssh-ed25519 AAAA', 'key data cut short'"
      })
  void refusesTheWholeFileForOneBadLineAndNamesIt(String line, String problem) {
    String text = TestKeys.OPENSSL_LINE + "\n\n" + line.replace("KEY", KEY) + "\n";
    assertEquals("authorized_keys:3: " + problem, messageOf(text));
  }

  @Test
  void refusesAKeyThatIsThereAlready() {
    assertEquals(
        "authorized_keys:3: " + ANA + " again (expected: once; it is in line 1)",
        messageOf(KEY + " one\n" + TestKeys.OPENSSL_LINE + "\nrole=\"entry\" " + KEY + " two"));
  }

  @Test
  void anUnrestrictedIdentityOverridesItsLine() throws Exception {
    AuthorizedKeys before = parse("role=\"entry\",group=\"a\" " + KEY + " ana");
    AuthorizedKeys keys = before.withUnrestricted(ANA).withUnrestricted(BEN);
    assertEquals(2, keys.size());
    assertTrue(keys.find(ANA).orElseThrow().permits(Role.REVERSE, "b"));
    assertEquals("ana", keys.find(ANA).orElseThrow().comment());
    assertTrue(keys.find(BEN).orElseThrow().permits(Role.ENTRY, "b"));
    assertFalse(before.find(ANA).orElseThrow().permits(Role.REVERSE, "b"));
  }

  @Test
  void aRevokedIdentityStaysSoWhateverElseAuthorisesIt() throws Exception {
    AuthorizedKeys keys = parse("revoked,role=\"entry\" " + KEY).withUnrestricted(ANA);
    assertFalse(keys.find(ANA).orElseThrow().permits(Role.ENTRY, "7", Instant.EPOCH));
  }

  @Test
  void everyOptionIsRead() throws Exception {
    Grant grant =
        grantOf(
            "from=\"10.0.0.0/8,::1\",expiry-time=\"20300102Z\",max-streams=\"7\",max-tunnels=\"9\","
                + "rate=\"512KiB/s\",permitopen=\"db.lan:5432,[fd00::/8]:*\",revoked "
                + KEY);
    assertEquals(
        new GrantLimits(
            List.of(
                DestinationPattern.parse("db.lan:5432"), DestinationPattern.parse("[fd00::/8]:*")),
            7,
            9,
            512 * 1024),
        grant.limits());
    assertEquals(
        new GrantConditions(
            List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")),
            Instant.parse("2030-01-02T00:00:00Z"),
            true),
        grant.conditions());
  }

  @Test
  void anExpiredGrantHoldsUpToItsTime() throws Exception {
    Grant grant = grantOf("expiry-time=\"203001021530Z\" " + KEY);
    Instant end = Instant.parse("2030-01-02T15:30:00Z");
    assertTrue(grant.permits(Role.ENTRY, "7", end.minusNanos(1)));
    assertFalse(grant.permits(Role.ENTRY, "7", end));
  }

  @Test
  void aGrantHoldsFromItsAddressesOnly() throws Exception {
    GrantConditions conditions = grantOf("from=\"192.0.2.0/24,2001:db8::/32\" " + KEY).conditions();
    assertTrue(conditions.holdsFrom(InetAddress.ofLiteral("192.0.2.255")));
    assertTrue(conditions.holdsFrom(InetAddress.ofLiteral("2001:db8::1")));
    assertFalse(conditions.holdsFrom(InetAddress.ofLiteral("192.0.3.0")));
    assertFalse(conditions.holdsFrom(InetAddress.ofLiteral("2001:db9::1")));
    assertTrue(GrantConditions.NONE.holdsFrom(InetAddress.ofLiteral("192.0.3.0")));
  }

  @Test
  void nobodyIsAuthorisedByNone() {
    assertEquals(0, AuthorizedKeys.none().size());
    assertFalse(AuthorizedKeys.none().contains(ANA));
    assertTrue(AuthorizedKeys.none().find(ANA).isEmpty());
  }

  @Test
  void loadsAFileAndNamesItInErrors(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("authorized_keys"), KEY + "\n");
    assertTrue(AuthorizedKeys.load(file).contains(ANA));
    Files.writeString(file, "nonsense\n");
    KeyFileException e = assertThrows(KeyFileException.class, () -> AuthorizedKeys.load(file));
    assertTrue(String.valueOf(e.getMessage()).startsWith(file + ":1: option \"nonsense\""));
  }
}
