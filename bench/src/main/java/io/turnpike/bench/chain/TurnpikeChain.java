package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// This project's programs, as they were built, with their defaults.
final class TurnpikeChain implements Chain {
  static final String NAME = "turnpike";
  private static final Ready READY = new Ready.Line("ready:");

  private final Path executables;

  TurnpikeChain(Path executables) {
    this.executables = executables;
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
    assembly.role(RoleName.RELAY, List.of(program("relay-server"), "-p", "" + relay), READY);
    assembly.role(
        RoleName.REVERSE, List.of(program("reverse-proxy"), "-s", server, "-g", "7"), READY);
    assembly.role(
        RoleName.ENTRY,
        List.of(program("entry-point"), "-s", server, "-r", route, "-g", "7"),
        READY);
    assembly.listensOn(entry);
  }

  private String program(String name) {
    return executables.resolve(name).toString();
  }
}
