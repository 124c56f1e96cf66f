package io.turnpike.bench.chain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Three nginx with their stream module, the middle one decrypting and encrypting again.
final class NginxChain implements Chain {
  /// Where Debian puts it when it is not compiled in.
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public Optional<String> version() {
    return program().map(version -> version + "; three of them, stream, `proxy_buffer_size 64k`");
  }

  static Optional<String> program() {
    return Command.find("nginx")
        .map(path -> Command.run(Path.of("/"), List.of(path.toString(), "-v")));
  }

  @Override
  public Traits traits() {
    return Traits.COMPILED;
  }

  @Override
  public void assemble(Assembly assembly) throws Exception {
    String accepting = accepting(assembly.keys());
    String connecting = connecting(assembly.keys());
    Hop.Line line = Hop.Line.of(assembly);
    start(assembly, RoleName.REVERSE, line.reverse(), accepting, "");
    start(assembly, RoleName.RELAY, line.relay(), accepting, connecting);
    start(assembly, RoleName.ENTRY, line.entry(), ";", connecting);
    assembly.listensOn(line.entry().listen());
  }

  private static String accepting(Keys keys) {
    return """
     ssl;
          ssl_certificate %s;
          ssl_certificate_key %s;
          ssl_protocols TLSv1.3;
          ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;\
    """
        .formatted(keys.certificate(), keys.key());
  }

  private static String connecting(Keys keys) {
    return """
    proxy_ssl on;
          proxy_ssl_protocols TLSv1.3;
          proxy_ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
          proxy_ssl_trusted_certificate %s;
          proxy_ssl_verify on;
          proxy_ssl_name localhost;\
    """
        .formatted(keys.certificate());
  }

  /// @param in what follows the port of the listener
  /// @param out what follows the address of the next
  static void start(Assembly assembly, RoleName role, Hop hop, String in, String out)
      throws Exception {
    String name = "nginx-" + role;
    String module = Files.exists(MODULE) ? "load_module " + MODULE + ";" : "";
    Path pid = assembly.keys().workspace().file(name);
    String text =
        """
        %s
        daemon off;
        worker_processes auto;
        pid %s.pid;
        error_log stderr error;
        worker_rlimit_nofile 20000;
        events { worker_connections 9000; }
        stream {
          proxy_buffer_size 64k;
          proxy_timeout 1h;
          server {
            listen 0.0.0.0:%d backlog=4096%s
            proxy_pass %s;
            %s
          }
        }
        """
            .formatted(module, pid, hop.listen(), in, hop.next(), out);
    Path file = assembly.write(name, text);
    String program = Command.find("nginx").orElseThrow().toString();
    String prefix = assembly.keys().workspace().directory().toString();
    assembly.role(
        role, List.of(program, "-e", "stderr", "-p", prefix, "-c", "" + file), hop.listen());
  }
}
