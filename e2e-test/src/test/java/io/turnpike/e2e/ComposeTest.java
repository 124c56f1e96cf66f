package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.ContainerState;

/// `docker-compose.yml` for real: what it shows works, and its networks keep apart what they
/// should. Skipped where there is no container engine, and where `docker compose build` has not
/// been run.
class ComposeTest {
  private static final Path FILE =
      Path.of("").toAbsolutePath().getParent().resolve("docker-compose.yml");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static ComposeContainer compose;
  private static URI page;

  @BeforeAll
  static void up() throws IOException {
    assumeTrue(works("docker", "info"), "no container engine");
    assumeTrue(works("docker", "compose", "version"), "no docker compose");
    assumeTrue(
        works("docker", "image", "inspect", "turnpike"),
        "no image turnpike (expected: docker compose build)");
    int port = Commands.freePort();
    page = URI.create("http://127.0.0.1:" + port + "/");
    compose =
        new ComposeContainer(FILE.toFile())
            .withEnv("TURNPIKE_PORT", "" + port)
            .withBuild(false)
            .withPull(false)
            .withStartupTimeout(LIMIT);
    compose.start();
  }

  @AfterAll
  static void down() {
    if (compose != null) {
      compose.stop();
    }
  }

  private static boolean works(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ContainerState container(String service) {
    return compose.getContainerByServiceName(service).orElseThrow();
  }

  private static int status() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitPage() {
    Await.within(LIMIT, () -> page + " does not answer", () -> status() == 200);
  }

  @Test
  void theDestinationIsThereThroughTheRelay() {
    awaitPage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay-server", "reverse-proxy", "entry-point"})
  void eachProgramBecomesHealthy(String service) {
    Await.within(LIMIT, () -> service + " is not healthy", container(service)::isHealthy);
  }

  /// Whether a service's name is known, and its port answers, on the networks of another.
  private static boolean reaches(String from, String to, int port) throws Exception {
    String dial = "exec 3<>/dev/tcp/%s/%d".formatted(to, port);
    return container(from).execInContainer("timeout", "5", "bash", "-c", dial).getExitCode() == 0;
  }

  @ParameterizedTest
  @CsvSource({
    "entry-point,destination,80",
    "relay-server,destination,80",
    "entry-point,reverse-proxy,9090",
    "reverse-proxy,entry-point,8080"
  })
  void whatHasNoNetworkInCommonIsNotReached(String from, String to, int port) throws Exception {
    assertFalse(reaches(from, to, port));
  }

  @ParameterizedTest
  @CsvSource({
    "entry-point,relay-server,4433",
    "reverse-proxy,relay-server,4433",
    "reverse-proxy,destination,80"
  })
  void whatHasOneIsReached(String from, String to, int port) throws Exception {
    assertTrue(reaches(from, to, port));
  }

  @Test
  void theRelayHasNoKeyOfAnEdge() throws Exception {
    String files = container("relay-server").execInContainer("ls", "certs").getStdout();
    assertEquals(
        List.of("authorized_keys", "server.crt", "server.key"), files.lines().sorted().toList());
  }

  @Test
  void nobodyIsRootOrMayWrite() throws Exception {
    for (String service : List.of("relay-server", "reverse-proxy", "entry-point")) {
      assertEquals("10001", container(service).execInContainer("id", "-u").getStdout().strip());
      assertTrue(container(service).execInContainer("touch", "x").getExitCode() != 0, service);
    }
  }

  @Test
  void theTopologyOutlivesARestartOfTheRelay() {
    awaitPage();
    var client = DockerClientFactory.instance().client();
    client.restartContainerCmd(container("relay-server").getContainerId()).exec();
    awaitPage();
  }
}
