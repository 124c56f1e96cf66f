package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One program that forwards TCP: tcp-proxy and what does the same.
///
/// @param version of its program; empty when it is not installed
record ProxyChain(String name, Optional<String> version, Traits traits, Starter starter)
    implements Chain {
  static final String NAME = "tcp-proxy";

  /// Starts it as the only process between source and destination.
  interface Starter {
    void start(Assembly assembly, Hop hop) throws Exception;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    Hop hop = new Hop(Ports.free(), "127.0.0.1:" + assembly.destinationPort());
    starter.start(assembly, hop);
    assembly.listensOn(hop.listen());
  }

  static Chain turnpike(Path executables) {
    String program = executables.resolve(NAME).toString();
    return new ProxyChain(
        NAME,
        Command.run(executables, List.of(program, "version")).lines().findFirst(),
        Traits.COMPILES,
        (assembly, hop) ->
            assembly.role(
                RoleName.PROXY,
                List.of(program, "--listen", "0.0.0.0:" + hop.listen(), "--backend", hop.next()),
                hop.listen()));
  }

  static Chain haproxy() {
    return new ProxyChain(
        "haproxy-tcp",
        Haproxy.version().map(version -> version + "; `mode tcp`, `tune.bufsize 65536`, no log"),
        Traits.COMPILED,
        (assembly, hop) ->
            Haproxy.start(assembly, RoleName.PROXY, hop, Haproxy.plain(), Haproxy.plain()));
  }

  /// As tcp-proxy, which has a line when a connection opens and one when it ends.
  static Chain loggingHaproxy() {
    return new ProxyChain(
        "haproxy-tcp-log",
        Haproxy.version()
            .map(version ->
                version
                    + "; as haproxy-tcp, with `option tcplog`: a line to stderr for each"
                    + " connection, where tcp-proxy has two"),
        Traits.COMPILED,
        (assembly, hop) -> Haproxy.startLogging(assembly, RoleName.PROXY, hop));
  }

  static Chain nginx() {
    return new ProxyChain(
        "nginx-tcp",
        NginxChain.program().map(version -> version + "; stream, `proxy_buffer_size 64k`"),
        Traits.COMPILED,
        (assembly, hop) -> NginxChain.start(assembly, RoleName.PROXY, hop, ";", ""));
  }

  static Chain socat() {
    return new ProxyChain(
        "socat-tcp",
        SocatChain.program().map(version -> version + "; a process a connection, `-b 65536`"),
        SocatChain.TRAITS,
        (assembly, hop) ->
            SocatChain.start(assembly, RoleName.PROXY, hop, "TCP-LISTEN:%d", "TCP:%s"));
  }
}
