package io.turnpike.bench.chain;

import java.util.Optional;

/// Three HAProxy processes, the middle one decrypting and encrypting again.
final class HaproxyChain implements Chain {
  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public Optional<String> version() {
    return Haproxy.version().map(version -> version + "; three of them, `tune.bufsize 65536`");
  }

  @Override
  public Traits traits() {
    return Traits.COMPILED;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    Keys keys = assembly.keys();
    Hop.Line line = Hop.Line.of(assembly);
    String accepting = Haproxy.accepting(keys);
    String connecting = Haproxy.connecting(keys);
    Haproxy.start(assembly, RoleName.REVERSE, line.reverse(), accepting, Haproxy.plain());
    Haproxy.start(assembly, RoleName.RELAY, line.relay(), accepting, connecting);
    Haproxy.start(assembly, RoleName.ENTRY, line.entry(), Haproxy.plain(), connecting);
    assembly.listensOn(line.entry().listen());
  }
}
