package io.turnpike.gencert;

import io.turnpike.cli.CommonOptions;
import io.turnpike.cli.ExitCode;
import io.turnpike.cli.UserError;
import io.turnpike.frame.Role;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.Profile;
import io.turnpike.net.HostPort;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gen-cert bundle`: everything that an edge needs, in one file.
@Command(
    name = "bundle",
    description = {
      "Makes the file that is all an edge needs: NAME.turnpike, for --profile of entry-point and",
      "reverse-proxy. Enters its public key in authorized_keys, which goes to the relay-server with",
      "server.crt and server.key; makes these two when neither is there."
    },
    footer = {
      "Examples:",
      "  gen-cert bundle --server relay.example:4433 --group 7 --role reverse --name home \\",
      "                  --role entry --name laptop",
      "  gen-cert bundle --server relay.example:4433 --group 7 --role entry --name phone",
      "",
      "Bundles of one group that lie in the same directory know each other: each accepts those of",
      "the other role, and is brought up to date when one comes. Run it where the private keys may",
      "be seen, so not on the relay-server."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
final class BundleCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 36_500;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern GROUP = Pattern.compile("[^\\p{Cntrl},\"\\\\ ]{1,64}");

  @Option(
      names = {"-s", "--server"},
      order = 1,
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Where the edges reach the relay-server; several by commas.")
  private List<HostPort> servers;

  @Option(
      names = "--role",
      order = 2,
      required = true,
      split = ",",
      paramLabel = "ROLE",
      converter = RoleWord.class,
      description = "entry or reverse; once for each --name.")
  private List<Role> roles;

  @Option(
      names = "--name",
      order = 3,
      required = true,
      split = ",",
      paramLabel = "NAME",
      description = "What the edge, and its file, is called.")
  private List<String> edgeNames;

  @Option(
      names = {"-g", "--group"},
      order = 4,
      paramLabel = "NAME",
      defaultValue = "0",
      description = "The group that the edges meet in.")
  private String group;

  @Option(
      names = "--directory",
      order = 5,
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "Where to write the bundles; not where the relay's files are.")
  private Path directory;

  @Option(
      names = "--days",
      order = 6,
      paramLabel = "DAYS",
      defaultValue = "3650",
      showDefaultValue = Visibility.ALWAYS,
      description = "How long a new certificate of the relay-server is valid.")
  private int days;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws KeyFileException {
    check();
    Path listFile = output.file("authorized_keys");
    var list = AuthorizedKeysFile.read(listFile);
    var shelf = new BundleShelf(directory);
    for (String name : edgeNames) {
      if (output.force()) {
        shelf.forget(name, list);
      } else {
        KeyFiles.refuseExisting(shelf.file(name));
      }
    }
    Path certificateFile = output.file("server.crt");
    Path keyFile = output.file("server.key");
    RelayCertificate relay =
        RelayCertificate.of(servers, certificateFile, keyFile, Duration.ofDays(days));
    List<Profile> made = new ArrayList<>();
    for (int i = 0; i < edgeNames.size(); i++) {
      Profile profile =
          new Profile(
              servers,
              roles.get(i),
              group,
              edgeNames.get(i),
              List.of(),
              IdentityKeyPair.generate(),
              relay.blocks());
      made.add(profile);
      list.add(profile);
    }
    list.write();
    PrintWriter out = spec.commandLine().getOut();
    if (relay.made()) {
      out.println(certificateFile + ": new certificate, for the relay-server");
      out.println(keyFile + ": its private key, for the relay-server alone");
    }
    out.println(listFile + ": who may join, for the relay-server");
    for (Profile profile : made) {
      Path file = shelf.file(profile.name());
      Profile whole = profile.withPeers(list.peersOf(profile));
      KeyFiles.writePrivate(file, whole.toText(), output.force());
      out.println(file + ": for " + profile.name() + " alone; " + BundleShelf.describe(whole));
    }
    for (Path changed : shelf.refresh(group, list, made)) {
      out.println(changed + ": accepts the new edges too; copy it to its host again");
    }
    return ExitCode.ENDED.code();
  }

  private void check() {
    if (roles.size() != edgeNames.size()) {
      throw UserError.usage(
          "--role: %d of them, and %d names (expected: one --role for each --name)"
              .formatted(roles.size(), edgeNames.size()));
    }
    for (String name : edgeNames) {
      if (!NAME.matcher(name).matches()) {
        throw UserError.usage(
            "--name: \"" + name + "\" (expected: letters, digits, dot, dash or underscore)");
      }
    }
    if (new HashSet<>(edgeNames).size() < edgeNames.size()) {
      throw UserError.usage("--name: " + edgeNames + " (expected: each once)");
    }
    if (!GROUP.matcher(group).matches()) {
      throw UserError.usage(
          "--group: \""
              + group
              + "\" (expected: 1 to 64 characters without blanks, commas and quotes)");
    }
    if (days < 1 || days > MAX_DAYS) {
      throw UserError.usage("--days: " + days + " (expected: 1 to " + MAX_DAYS + ")");
    }
    if (directory
        .toAbsolutePath()
        .normalize()
        .equals(output.file("").toAbsolutePath().normalize())) {
      throw UserError.usage(
          "--directory: %s (expected: another than that of --output, which goes to the relay-server)"
              .formatted(directory));
    }
  }
}
