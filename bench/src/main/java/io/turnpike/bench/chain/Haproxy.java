package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Starts HAProxy processes that forward TCP, each with buffers of 64 KiB and one thread for each
/// processor, its default.
final class Haproxy {
  private static final String SUITE = " ciphersuites TLS_AES_128_GCM_SHA256";

  private Haproxy() {}

  static Optional<String> version() {
    return Command.find("haproxy")
        .flatMap(path -> Command.run(Path.of("/"), List.of("" + path, "-v")).lines().findFirst());
  }

  static String plain() {
    return "";
  }

  /// What makes a listener speak TLS 1.3.
  static String accepting(Keys keys) {
    return " ssl crt " + keys.both() + " ssl-min-ver TLSv1.3" + SUITE;
  }

  /// What makes it speak TLS 1.3 to the next.
  static String connecting(Keys keys) {
    return " ssl verify required ca-file " + keys.certificate() + " ssl-min-ver TLSv1.3" + SUITE;
  }

  /// Starts one; `in` and `out` are what [#accepting], [#connecting] or [#plain] return.
  static void start(Assembly assembly, RoleName role, Hop hop, String in, String out)
      throws Exception {
    start(assembly, role, hop, config("", "", listen(hop, in, out)));
  }

  /// Starts one without TLS that says a line for each connection to stderr, when it ends.
  static void startLogging(Assembly assembly, RoleName role, Hop hop) throws Exception {
    String listen = listen(hop, plain(), plain());
    start(
        assembly,
        role,
        hop,
        config("  log stderr format raw local0\n", "  log global\n  option tcplog\n", listen));
  }

  private static String listen(Hop hop, String in, String out) {
    return "  bind 0.0.0.0:%d%s\n  server next %s%s\n".formatted(hop.listen(), in, hop.next(), out);
  }

  private static String config(String global, String defaults, String listen) {
    return """
    global
      maxconn 8000
      tune.bufsize 65536
    %sdefaults
      mode tcp
      backlog 4096
      timeout connect 10s
      timeout client 1h
      timeout server 1h
    %slisten hop
    %s\
    """
        .formatted(global, defaults, listen);
  }

  private static void start(Assembly assembly, RoleName role, Hop hop, String config)
      throws Exception {
    Path file = assembly.write("haproxy-" + role, config);
    String program = Command.find("haproxy").orElseThrow().toString();
    assembly.role(role, List.of(program, "-db", "-f", file.toString()), hop.listen());
  }
}
