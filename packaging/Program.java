import java.util.List;

/// The four programs.
///
/// @param name the executable
/// @param mainClass what it starts
record Program(String name, String mainClass) {
  static final Program GEN_CERT = new Program("gen-cert", "io.turnpike.gencert.GenCertCommand");
  static final Program RELAY_SERVER = new Program("relay-server", "io.turnpike.relay.RelayServerCommand");
  static final Program REVERSE_PROXY = new Program("reverse-proxy", "io.turnpike.reverse.ReverseProxyCommand");
  static final Program ENTRY_POINT = new Program("entry-point", "io.turnpike.entry.EntryPointCommand");

  static final List<Program> ALL = List.of(RELAY_SERVER, REVERSE_PROXY, ENTRY_POINT, GEN_CERT);
}
