package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// stunnel at both ends of one TLS connection, as its users have it; the host in the middle passes
/// it on unread, with HAProxy, because stunnel itself does not forward plain TCP.
final class StunnelChain implements Chain {
  @Override
  public String name() {
    return "stunnel";
  }

  @Override
  public Optional<String> version() {
    return Haproxy.version()
        .flatMap(haproxy -> Command.find("stunnel"))
        .map(path -> Command.run(Path.of("/"), List.of(path.toString(), "-version")))
        .flatMap(text -> text.lines().filter(line -> line.contains("stunnel")).findFirst())
        .map(version -> version + " at both ends of one TLS connection, HAProxy (TCP) between");
  }

  @Override
  public Traits traits() {
    return Traits.COMPILED;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    Keys keys = assembly.keys();
    Hop.Line line = Hop.Line.of(assembly);
    String server = "cert = " + keys.both();
    String client = "client = yes\nverifyChain = yes\nCAfile = " + keys.certificate();
    start(assembly, RoleName.REVERSE, line.reverse(), server);
    Haproxy.start(assembly, RoleName.RELAY, line.relay(), Haproxy.plain(), Haproxy.plain());
    start(assembly, RoleName.ENTRY, line.entry(), client);
    assembly.listensOn(line.entry().listen());
  }

  private static void start(Assembly assembly, RoleName role, Hop hop, String side)
      throws Exception {
    String text =
        """
        foreground = yes
        pid =
        debug = err
        socket = l:TCP_NODELAY=1
        socket = r:TCP_NODELAY=1
        [hop]
        accept = 0.0.0.0:%d
        connect = %s
        sslVersionMin = TLSv1.3
        ciphersuites = TLS_AES_128_GCM_SHA256
        %s
        """
            .formatted(hop.listen(), hop.next(), side);
    Path file = assembly.write("stunnel-" + role, text);
    String program = Command.find("stunnel").orElseThrow().toString();
    assembly.role(role, List.of(program, file.toString()), hop.listen());
  }
}
