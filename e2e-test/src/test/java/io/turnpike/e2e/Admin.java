package io.turnpike.e2e;

import io.turnpike.admin.AdminAddress;
import io.turnpike.admin.AdminServer;
import io.turnpike.admin.Build;
import io.turnpike.admin.Json;
import io.turnpike.admin.Subject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The admin endpoint of a program of this process, on a port of its own, and what it answers.
final class Admin implements AutoCloseable {
  private final AdminServer server;

  private Admin(AdminServer server) {
    this.server = server;
  }

  static Admin open(String program, Subject subject) throws IOException {
    return new Admin(
        AdminServer.open(
            AdminAddress.parse("127.0.0.1:0"), new Build(program, "0", "none"), subject));
  }

  String address() {
    return "127.0.0.1:" + server.address().orElseThrow().getPort();
  }

  /// The status code and the body, with a space between them.
  String get(String path) {
    try (Socket socket = Tcp.connect(server.address().orElseThrow())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.substring(9, 12) + " " + answer.substring(answer.indexOf("\r\n\r\n") + 4);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Map<String, Object> status() {
    String answer = get("/status");
    try {
      return Json.read(answer.substring(4).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(answer, e);
    }
  }

  long number(String member) {
    return ((Number) status().get(member)).longValue();
  }

  @SuppressWarnings("unchecked")
  List<Map<String, Object>> rows(String member) {
    return (List<Map<String, Object>>) status().get(member);
  }

  /// Every line that is no comment: name with labels, and value.
  Map<String, Double> metrics() {
    Map<String, Double> values = new TreeMap<>();
    for (String line : get("/metrics").substring(4).split("\n")) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return values;
  }

  @Override
  public void close() {
    server.close();
  }
}
