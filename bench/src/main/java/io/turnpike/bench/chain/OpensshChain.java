package io.turnpike.bench.chain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `ssh -L` at the source, `ssh -R` at the destination, and between them an sshd of its own, on a
/// port of its own, with a host key made for the run. All connections share one of each.
final class OpensshChain implements Chain {
  private static final String CIPHER = "aes128-gcm@openssh.com";

  /// sshd of root refuses to start without it; Debian makes it only when its own sshd starts.
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  @Override
  public String name() {
    return "openssh";
  }

  @Override
  public Optional<String> version() {
    return Command.find("sshd")
        .flatMap(server -> Command.find("ssh"))
        .map(client -> Command.run(Path.of("/"), List.of(client.toString(), "-V")))
        .map(version -> version + "; `ssh -L`, sshd, `ssh -R`, " + CIPHER);
  }

  @Override
  public Traits traits() {
    return Traits.COMPILED;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    int server = Ports.free();
    int middle = Ports.free();
    int entry = Ports.free();
    Path key = keys(assembly);
    Files.createDirectories(
        System.getProperty("user.name").equals("root") ? PRIVILEGE_SEPARATION : key.getParent());
    Path file =
        assembly.write(
            "sshd",
            """
            Port %d
            ListenAddress 0.0.0.0
            HostKey %s
            AuthorizedKeysFile %s.pub
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PidFile none
            LogLevel ERROR
            Ciphers %s
            """
                .formatted(server, key, key, CIPHER));
    String sshd = Command.find("sshd").orElseThrow().toString();
    assembly.role(RoleName.RELAY, List.of(sshd, "-D", "-e", "-f", file.toString()), server);
    String reverse = "127.0.0.1:%d:127.0.0.1:%d".formatted(middle, assembly.destinationPort());
    assembly.role(
        RoleName.REVERSE,
        client(assembly, server, "-R", reverse),
        new Ready.Port(assembly.places().relay(), middle));
    String local = "127.0.0.1:%d:127.0.0.1:%d".formatted(entry, middle);
    assembly.role(RoleName.ENTRY, client(assembly, server, "-L", local), entry);
    assembly.listensOn(entry);
  }

  /// One key for server and user; made when the first chain of a run asks for it.
  private static Path keys(Assembly assembly) {
    Workspace workspace = assembly.keys().workspace();
    Path key = workspace.file("ssh");
    if (!Files.exists(key)) {
      Command.run(
          workspace.directory(),
          List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
    }
    return key;
  }

  private static List<String> client(
      Assembly assembly, int server, String direction, String forward) {
    Workspace workspace = assembly.keys().workspace();
    List<String> command = new ArrayList<>(List.of("ssh", "-F", "none", "-N", "-T"));
    command.addAll(List.of("-i", workspace.file("ssh").toString(), "-c", CIPHER));
    command.addAll(List.of("-p", "" + server, direction, forward));
    for (String option :
        List.of(
            "BatchMode=yes",
            "ExitOnForwardFailure=yes",
            "StrictHostKeyChecking=accept-new",
            "UserKnownHostsFile=" + workspace.file("known_hosts"))) {
      command.addAll(List.of("-o", option));
    }
    command.add(System.getProperty("user.name") + "@" + assembly.places().relay().address());
    return command;
  }
}
