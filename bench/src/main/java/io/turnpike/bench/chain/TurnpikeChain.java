package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// This project's programs, as they were built, with their defaults.
final class TurnpikeChain implements Chain {
  static final String NAME = "turnpike";

  /// How many the reverse-proxy keeps waiting where the number of tunnels is given.
  private static final int REVERSE_POOL = 16;

  private static final Ready READY = new Ready.Line("ready:");

  private final Path executables;
  private final int tunnels;

  /// With the defaults of the programs.
  TurnpikeChain(Path executables) {
    this(executables, 0);
  }

  /// @param tunnels 0 for the defaults
  private TurnpikeChain(Path executables, int tunnels) {
    this.executables = executables;
    this.tunnels = tunnels;
  }

  /// With edges that keep exactly so many tunnels, and have the memory for it; the relay lets one
  /// identity have them.
  static TurnpikeChain withTunnels(Path executables, int count) {
    return new TurnpikeChain(executables, count);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> version() {
    List<String> command = List.of(program("relay-server"), "version");
    return Command.run(executables, command).lines().findFirst();
  }

  @Override
  public Traits traits() {
    return Traits.COMPILES;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    int relay = Ports.free();
    int entry = Ports.free();
    String server = assembly.places().relay().address() + ":" + relay;
    String route = entry + ":" + assembly.destinationPort();
    assembly.role(RoleName.RELAY, relay(relay), READY);
    List<String> reverse = List.of(program("reverse-proxy"), "-s", server, "-g", "7");
    assembly.role(RoleName.REVERSE, edge(reverse, Math.min(tunnels, REVERSE_POOL)), READY);
    List<String> entryPoint = List.of(program("entry-point"), "-s", server, "-r", route, "-g", "7");
    assembly.role(RoleName.ENTRY, edge(entryPoint, tunnels), READY);
    assembly.listensOn(entry);
  }

  /// The edges of a run have one identity, whose tunnels the relay counts: two ends each.
  private List<String> relay(int port) {
    List<String> command = List.of(program("relay-server"), "-p", "" + port);
    return tunnels == 0
        ? command
        : Stream.concat(command.stream(), Stream.of("--max-tunnels-per-identity", "65536"))
            .toList();
  }

  /// @param pool how many tunnels it keeps, the entry-point, or keeps waiting, the reverse-proxy
  private List<String> edge(List<String> command, int pool) {
    if (tunnels == 0) {
      return command;
    }
    List<String> all =
        new ArrayList<>(
            List.of("/usr/bin/env", "TURNPIKE_JAVA_OPTS=-Xmx2g -XX:MaxDirectMemorySize=4g"));
    all.addAll(command);
    all.addAll(List.of("--pool", "" + pool, "--max-tunnels", "" + tunnels));
    return all;
  }

  private String program(String name) {
    return executables.resolve(name).toString();
  }
}
