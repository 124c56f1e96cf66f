package io.turnpike.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Over real sockets: what is answered, and what is not.
class AdminServerTest {
  private static final Build BUILD = new Build("entry-point", "1.2", "abc");

  private final FakeSubject subject = new FakeSubject();
  private AdminServer server;

  @BeforeEach
  void open() throws IOException {
    server = AdminServer.open(AdminAddress.parse("127.0.0.1:0"), BUILD, subject);
  }

  @AfterEach
  void close() {
    server.close();
    subject.close();
  }

  private Http.Answer get(String path, String... headers) throws IOException {
    return Http.at(server).get(path, headers);
  }

  @Test
  void healthIsOkWhileTheLoopsRun() throws IOException {
    assertEquals(200, get("/healthz").status());
    subject.close();
    assertEquals(503, get("/healthz").status());
  }

  @Test
  void readinessSaysWhyNot() throws IOException {
    assertEquals(200, get("/readyz").status());
    subject.unready = "no secured tunnel";
    Http.Answer answer = get("/readyz");
    assertEquals(503, answer.status());
    assertEquals("no secured tunnel\n", answer.body());
  }

  @Test
  void statusIsTheProgramAndItsSubjectInOneObject() throws IOException {
    Http.Answer answer = get("/status");
    assertEquals(200, answer.status());
    assertTrue(answer.head().contains("content-type: application/json"), answer.head());
    Map<String, Object> status = Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    assertEquals("entry-point", status.get("program"));
    assertEquals("1.2", status.get("version"));
    assertEquals(1L, status.get("bytes"));
    assertEquals(Map.of("denied", 3L), status.get("refused"));
    assertEquals(List.of(Map.of("name", "a\"b", "millis", 1.25, "up", true)), status.get("rows"));
  }

  @Test
  void metricsAreInPrometheusForm() throws IOException {
    subject.trips.record(3_000_000);
    String text = get("/metrics").body();
    assertTrue(text.contains("# TYPE turnpike_bytes_total counter"), text);
    assertTrue(text.contains("turnpike_bytes_total{direction=\"up\"} 1.0"), text);
    assertTrue(text.contains("turnpike_streams_open 7.0"), text);
    assertTrue(text.contains("# TYPE turnpike_path_round_trip_seconds histogram"), text);
    assertTrue(
        text.contains("turnpike_path_round_trip_seconds_bucket{relay=\"r:1\",le=\"0.002\"} 0"),
        text);
    assertTrue(
        text.contains("turnpike_path_round_trip_seconds_bucket{relay=\"r:1\",le=\"0.005\"} 1"),
        text);
    assertTrue(text.contains("turnpike_build{commit=\"abc\""), text);
    assertTrue(text.contains("turnpike_event_loop_lag_seconds_bucket"), text);
    subject.bytes = 99;
    assertTrue(get("/metrics").body().contains("turnpike_bytes_total{direction=\"up\"} 99.0"));
  }

  @Test
  void aSubjectThatDoesNotAnswerIsSaidSo() throws IOException {
    subject.patience = new CompletableFuture<>();
    Http.Answer answer = get("/status");
    assertEquals(503, answer.status());
    assertEquals("an event loop does not answer within 3 s\n", answer.body());
  }

  @Test
  void everyAnswerForbidsWhatIsNotFromHere() throws IOException {
    for (String path : List.of("/", "/status", "/healthz", "/nothing")) {
      String head = get(path).head();
      assertTrue(head.contains("content-security-policy: default-src 'none'; script-src 'self'"));
      assertTrue(head.contains("x-content-type-options: nosniff"), head);
      assertTrue(head.contains("connection: close"), head);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD"})
  void nothingButGet(String method) throws IOException {
    Http.Answer answer =
        Http.at(server).send(method + " /status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assertEquals(405, answer.status());
    assertTrue(answer.head().contains("allow: GET"), answer.head());
  }

  @Test
  void aNameThatLeadsHereIsRefused() throws IOException {
    assertEquals(421, get("/status", "Host: evil.example").status());
    assertEquals(421, Http.at(server).send("GET /status HTTP/1.0\r\n\r\n").status());
    assertEquals(200, get("/status", "Host: localhost:9090").status());
    assertEquals(200, get("/status", "Host: [::1]:9090").status());
  }

  @Test
  void aPageOfAnotherSiteIsRefused() throws IOException {
    assertEquals(403, get("/status", "Sec-Fetch-Site: cross-site").status());
    assertEquals(200, get("/status", "Sec-Fetch-Site: same-origin").status());
  }

  @Test
  void whatIsNotHttpIsRefused() throws IOException {
    assertEquals(400, Http.at(server).send("rubbish\r\n\r\n").status());
    assertEquals(400, get("/" + "x".repeat(2000)).status());
    assertEquals(400, get("/status", "X: " + "x".repeat(9000)).status());
    assertEquals(404, get("/../page.html").status());
  }

  @Test
  void moreConnectionsThanAreBearableAreClosed() throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 32; i++) {
        idle.add(Http.at(server).open("GET /sta"));
      }
      try (SocketChannel more = SocketChannel.open(server.address().orElseThrow())) {
        assertEquals(-1, Channels.newInputStream(more).read());
      }
    } finally {
      for (SocketChannel each : idle) {
        each.close();
      }
    }
  }

  @Test
  void eventsTellChanges() throws Exception {
    try (SocketChannel socket =
            Http.at(server).open("GET /events HTTP/1.1\r\nHost: [::1]\r\n\r\n");
        var lines = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8))) {
      assertTrue(lines.readLine().contains("200"));
      String first = nextEvent(lines);
      assertTrue(first.contains("\"bytes\":1,"), first);
      subject.bytes = 2;
      while (!nextEvent(lines).contains("\"bytes\":2,")) {
        // one that was on its way
      }
    }
  }

  private static String nextEvent(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return line;
  }

  @Test
  void aPortThatIsTakenIsOneLine() {
    var taken = AdminAddress.parse("127.0.0.1:" + server.address().orElseThrow().getPort());
    var error = assertThrows(IOException.class, () -> AdminServer.open(taken, BUILD, subject));
    assertTrue(error.getMessage().startsWith("cannot listen on 127.0.0.1:"), error.getMessage());
  }

  @Test
  void aUnixSocketIsForItsUserAlone(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("admin.sock");
    try (var unix = AdminServer.open(AdminAddress.parse("unix:" + path), BUILD, subject)) {
      assertTrue(unix.address().isEmpty());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertEquals(200, Http.at(path).get("/status", "Host: anything").status());
      var second =
          assertThrows(
              IOException.class,
              () -> AdminServer.open(AdminAddress.parse("unix:" + path), BUILD, subject));
      assertEquals(path + " is in use by another program", second.getMessage());
    }
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void whatADeadProgramLeftIsReplacedAndAFileIsNot(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("admin.sock");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    AdminServer.open(AdminAddress.parse("unix:" + path), BUILD, subject).close();
    assertFalse(Files.exists(path));
    Files.writeString(path, "precious");
    assertThrows(
        IOException.class,
        () -> AdminServer.open(AdminAddress.parse("unix:" + path), BUILD, subject));
    assertEquals("precious", Files.readString(path));
  }
}
