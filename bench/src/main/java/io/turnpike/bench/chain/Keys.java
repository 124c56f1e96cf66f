package io.turnpike.bench.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The keys of a run, made for it: `certs/` in a workspace, as the programs expect it.
record Keys(Workspace workspace) {
  static Keys create(Path executables, Workspace workspace, Places places) throws IOException {
    String genCert = executables.resolve("gen-cert").toString();
    Path directory = workspace.directory();
    List<String> addresses =
        List.of("127.0.0.1", places.relay().address(), places.reverse().address()).stream()
            .distinct()
            .toList();
    Command.run(
        directory,
        List.of(genCert, "x509", "--dns", "localhost", "--ip", String.join(",", addresses)));
    Command.run(directory, List.of(genCert, "ed25519"));
    Keys keys = new Keys(workspace);
    workspace.write(
        "certs/both.pem", Files.readString(keys.certificate()) + Files.readString(keys.key()));
    return keys;
  }

  Path certificate() {
    return workspace.file("certs/server.crt");
  }

  Path key() {
    return workspace.file("certs/server.key");
  }

  /// Certificate and key in one file.
  Path both() {
    return workspace.file("certs/both.pem");
  }
}
