package io.turnpike.e2e.mistakes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.e2e.Commands;
import io.turnpike.e2e.Keys;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.relay.RelayServerCommand;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Mistakes in settings and files, which `check` sees without starting.
class CheckMistakesTest {
  private final Keys keys = Keys.make();
  private final Path directory = keys.directory();

  @AfterEach
  void delete() {
    keys.close();
  }

  private Asked entry(String... more) {
    return entryWith(keys.authPrivate(), "127.0.0.1:4433", more);
  }

  private Asked entryWith(Path key, String relay, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "check",
                "-s",
                relay,
                "-c",
                keys.serverCert().toString(),
                "-a",
                key.toString(),
                "--authorized-keys",
                keys.authorizedKeys().toString()));
    words.addAll(List.of(more));
    return Asked.run(new EntryPointCommand(), words.toArray(String[]::new)).exits(2);
  }

  private Asked relay(String... more) {
    return relayWith(keys.serverKey(), more);
  }

  private Asked relayWith(Path serverKey, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "check",
                "-c",
                keys.serverCert().toString(),
                "-k",
                serverKey.toString(),
                "-a",
                keys.authPublic().toString(),
                "--authorized-keys",
                keys.relayAuthorizedKeys().toString()));
    words.addAll(List.of(more));
    return Asked.run(new RelayServerCommand(), words.toArray(String[]::new)).exits(2);
  }

  @Test
  void noKey() throws Exception {
    Files.delete(keys.authPrivate());
    entry("-r", "0:80")
        .namesHere(directory + "/auth: no such file", "")
        .names(
            "auth: no such file",
            "make an identity with: gen-cert ed25519, or name it with --auth-private-key");
  }

  @Test
  void aKeyThatOthersMayRead() throws Exception {
    Files.setPosixFilePermissions(keys.authPrivate(), PosixFilePermissions.fromString("rw-r--r--"));
    entry("-r", "0:80")
        .names("auth: private key open to others, mode rw-r--r--", "run: chmod 600 ")
        .namesHere("open to others", "run: chmod 600 " + keys.authPrivate());
  }

  @Test
  void thePublicKeyInPlaceOfThePrivateOne() {
    entryWith(keys.authPublic(), "127.0.0.1:4433", "-r", "0:80")
        .names(
            "auth.pub: public key",
            "expected: an ed25519 private key, PKCS#8 PEM or OpenSSH; make one with: gen-cert"
                + " ed25519");
  }

  @Test
  void aKeyWithAPassphrase() throws Exception {
    Commands.assumeInstalled("ssh-keygen");
    Path key = directory.resolve("pass");
    sshKeygen("-t", "ed25519", "-N", "secret", "-f", key.toString());
    entryWith(key, "127.0.0.1:4433", "-r", "0:80")
        .names(
            "pass: protected by a passphrase",
            "expected: an unencrypted key; make an unencrypted copy with: cp KEY COPY && ssh-keygen"
                + " -p -N '' -f COPY");
  }

  @Test
  void aKeyOfAnotherType() throws Exception {
    Commands.assumeInstalled("ssh-keygen");
    Path key = directory.resolve("rsa");
    sshKeygen("-t", "rsa", "-N", "", "-f", key.toString());
    entryWith(key, "127.0.0.1:4433", "-r", "0:80")
        .names(
            "rsa: private key of type ssh-rsa",
            "expected: ssh-ed25519; make one with: gen-cert ed25519");
  }

  private static void sshKeygen(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q"));
    command.addAll(List.of(arguments));
    assumeTrue(new ProcessBuilder(command).start().waitFor() == 0, "ssh-keygen does not work");
  }

  @Test
  void noCertificateOfTheRelay() throws Exception {
    Files.delete(keys.serverCert());
    entry("-r", "0:80")
        .names("server.crt: no such file", "copy it from the relay, or name it with --server-cert");
  }

  @Test
  void aCertificateForAnotherHost() {
    entryWith(keys.authPrivate(), "relay.example:4433", "-r", "0:80")
        .names("not for relay.example", "make one that is, with --dns or --ip of gen-cert x509");
  }

  @Test
  void theBundleOfTheOtherEdge() {
    Path bundle = new Bundles(directory.resolve("b")).make(4433, "reverse", "home");
    Asked.run(new EntryPointCommand(), "check", "--profile", bundle.toString(), "-r", "0:80")
        .exits(2)
        .names(
            "home.turnpike: profile of role reverse",
            "expected: one made with: gen-cert bundle --role entry");
  }

  @Test
  void aTypingErrorInAuthorizedKeys() throws Exception {
    Files.writeString(
        keys.authorizedKeys(), "rolle=\"entry\" " + Files.readString(keys.authPublic()));
    entry("-r", "0:80")
        .names(
            "authorized_keys:1: option \"rolle\"",
            "expected: expiry-time, from, group, max-streams, max-tunnels, permitopen, rate,"
                + " revoked, role");
  }

  @Test
  void noRelay() {
    Asked.run(new EntryPointCommand(), "check", "-r", "0:80")
        .exits(2)
        .names(
            "missing --server-address HOST:PORT, or --relay-dns NAME",
            "give it on the command line, as TURNPIKE_SERVER_ADDRESS in the environment, or as"
                + " serverAddress in the --config file");
  }

  @Test
  void aRelayWithoutItsPort() {
    entryWith(keys.authPrivate(), "relay", "-r", "0:80")
        .names(
            "--server-address: \"relay\" has no port",
            "expected: host:port or [IPv6 address]:port");
  }

  @Test
  void noRoute() {
    entry().names("--routes: none", "expected: at least one, such as 5001:5001");
  }

  @Test
  void aDestinationInThePlaceOfTheSources() {
    entry("-r", "nas.lan:5001:5001")
        .names(
            "route \"nas.lan:5001:5001\": allowed sources \"nas.lan\"",
            "expected: an IP address or a CIDR that may connect; to dial nas.lan:"
                + " 5001:nas.lan:5001");
  }

  @Test
  void twoRoutesWithOnePort() {
    entry("-r", "5001:1,5001:2")
        .names("listen port 5001 is taken by route", "expected: a port of its own");
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (var taken = new ServerSocket(0)) {
      String port = String.valueOf(taken.getLocalPort());
      entry("-r", port + ":80")
          .namesHere("cannot listen on port " + port + " of all addresses", port)
          .names(": Address already in use", "says what), or choose another port");
      relay("-p", port).namesHere("--port: cannot listen on port " + port, port);
    }
  }

  @Test
  void anOptionMisspelt() {
    entry("-r", "0:80", "--grop", "7")
        .names("unknown option \"--grop\"", "expected: --group or --group-id");
  }

  @Test
  void wrongKeysAndValuesInTheFile() throws Exception {
    Path file =
        Files.writeString(directory.resolve("entry.yaml"), "route: 5:5\nconnectTimeout: 5\n");
    entry("--config", file.toString(), "-r", "0:80")
        .names("entry.yaml:1:1: unknown key \"route\"", "did you mean \"routes\"?")
        .names(
            "entry.yaml:2:17: connectTimeout: \"5\"",
            "expected: a duration such as 250ms, 10s, 5m or 2h");
  }

  @Test
  void aPrivateKeyOfAnotherCertificate() {
    try (var other = Keys.make()) {
      relayWith(other.serverKey(), "-p", "0")
          .names("server.key: private key of another certificate", "expected: that of ");
    }
  }

  @Test
  void aRelayThatKnowsNobody() throws Exception {
    Files.delete(keys.authPublic());
    relay("-p", "0")
        .names(
            "auth.pub: no such file", "copy the auth.pub of an edge there, or list identities in ");
  }

  @Test
  void anOpenProxyByMistake() {
    entry("--socks", "0.0.0.0:1080")
        .names(
            "--socks: 0.0.0.0:1080 lets in whoever reaches it",
            "expected: a loopback address, CIDR:PORT, or --allow CIDR");
  }
}
