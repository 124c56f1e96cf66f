package io.turnpike.bench.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Three socat, each with a process for every connection; the middle one decrypts and encrypts
/// again. socat has no option for the suite of TLS 1.3, but OpenSSL reads one from its own file.
final class SocatChain implements Chain {
  /// 5,000 connections would be 15,000 processes.
  static final Traits TRAITS = new Traits(false, 250);

  private static final String OPENSSL =
      """
      openssl_conf = all
      [all]
      ssl_conf = tls
      [tls]
      system_default = settings
      [settings]
      MinProtocol = TLSv1.3
      Ciphersuites = TLS_AES_128_GCM_SHA256
      """;

  @Override
  public String name() {
    return "socat";
  }

  @Override
  public Optional<String> version() {
    return program()
        .map(version -> version + "; three of them, a process for each connection, `-b 65536`");
  }

  static Optional<String> program() {
    return Command.find("socat")
        .map(path -> Command.run(Path.of("/"), List.of(path.toString(), "-V")))
        .flatMap(text -> text.lines().filter(line -> line.contains("version")).findFirst());
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    Keys keys = assembly.keys();
    Hop.Line line = Hop.Line.of(assembly);
    String accepting = "OPENSSL-LISTEN:%d,verify=0,cert=" + keys.both();
    String connecting = "OPENSSL:%s,openssl-commonname=localhost,cafile=" + keys.certificate();
    start(assembly, RoleName.REVERSE, line.reverse(), accepting, "TCP:%s");
    start(assembly, RoleName.RELAY, line.relay(), accepting, connecting);
    start(assembly, RoleName.ENTRY, line.entry(), "TCP-LISTEN:%d", connecting);
    assembly.listensOn(line.entry().listen());
  }

  /// @param in socat's address that listens, with the place of its port
  /// @param out the one it connects to, with the place of the next
  static void start(Assembly assembly, RoleName role, Hop hop, String in, String out)
      throws Exception {
    Path settings = assembly.write("socat-openssl", OPENSSL);
    String program = Command.find("socat").orElseThrow().toString();
    String from = in.formatted(hop.listen()) + ",fork,reuseaddr,nodelay,backlog=4096";
    String to = out.formatted(hop.next()) + ",nodelay";
    assembly.role(
        role,
        List.of("/usr/bin/env", "OPENSSL_CONF=" + settings, program, "-b", "65536", from, to),
        hop.listen());
  }
}
