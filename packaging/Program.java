import java.util.List;

/// The programs.
///
/// @param name the executable
/// @param mainClass what it starts
/// @param ownJars how the names of the jars begin that no other program may see
record Program(String name, String mainClass, List<String> ownJars) {
  /// Bouncy Castle stays its own: Netty makes an instance of its JCE provider wherever it finds one, which loads 185 classes for nothing.
  static final Program GEN_CERT =
      new Program("gen-cert", "io.turnpike.gencert.GenCertCommand", List.of("gen-cert-", "bcpkix-", "bcprov-", "bcutil-"));

  static final Program RELAY_SERVER = new Program("relay-server", "io.turnpike.relay.RelayServerCommand", List.of());
  static final Program REVERSE_PROXY = new Program("reverse-proxy", "io.turnpike.reverse.ReverseProxyCommand", List.of());
  static final Program ENTRY_POINT = new Program("entry-point", "io.turnpike.entry.EntryPointCommand", List.of());

  static final Program TCP_PROXY = new Program("tcp-proxy", "io.turnpike.proxy.TcpProxyCommand", List.of());

  static final List<Program> ALL = List.of(RELAY_SERVER, REVERSE_PROXY, ENTRY_POINT, TCP_PROXY, GEN_CERT);

  boolean owns(String jar) {
    return ownJars.stream().anyMatch(jar::startsWith);
  }

  /// The jars of the class path; each is in `lib` and names other jars. All programs' begin with the same one: the AOT cache is valid for whatever
  /// class path begins as the one it was made with.
  List<String> classPath() {
    return ownJars.isEmpty() ? List.of("turnpike.jar") : List.of("turnpike.jar", name + ".jar");
  }
}
