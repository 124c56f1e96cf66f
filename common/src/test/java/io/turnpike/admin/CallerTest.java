package io.turnpike.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
  private static final SocketAddress NEAR = new InetSocketAddress("127.0.0.1", 1);
  private static final SocketAddress FAR = new InetSocketAddress("192.0.2.7", 1);

  private static HttpHeaders host(String host) {
    return new DefaultHttpHeaders().set("Host", host);
  }

  private static int judge(SocketAddress from, HttpHeaders headers, String path) {
    return Caller.judge(from, headers, path).map(Caller.Refusal::status).orElse(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/metrics"})
  void otherHostsSeeHealthAndMetrics(String path) {
    assertEquals(200, judge(FAR, host("192.0.2.1:9090"), path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status", "/events", "/page.js", "/metrics/", "/healthz/../status"})
  void otherHostsSeeNothingElse(String path) {
    assertEquals(403, judge(FAR, host("192.0.2.1:9090"), path));
    assertEquals(200, judge(NEAR, host("127.0.0.1:9090"), path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "",
        "[::1",
        "2130706433"
      })
  void namesAreRefused(String host) {
    assertEquals(421, judge(NEAR, host(host), "/healthz"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:1", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:1"})
  void addressesAreFine(String host) {
    assertEquals(200, judge(NEAR, host(host), "/status"));
  }

  @Test
  void aUnixSocketHasNoHostsAndNoSites() {
    assertTrue(Caller.judge(UnixDomainSocketAddress.of(""), host("any"), "/status").isEmpty());
  }
}
