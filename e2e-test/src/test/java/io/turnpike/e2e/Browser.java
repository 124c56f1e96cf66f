package io.turnpike.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.admin.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A headless Chromium with one page, spoken to through its debugging protocol. Belongs to the
/// test's thread.
final class Browser implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final Pattern PAGE = Pattern.compile("\"(ws://[^\"]*/page/[^\"]*)\"");

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int number;

  /// Skips the test where there is none.
  static Browser open(Path folder) throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "chromium is not installed");
    return new Browser(folder);
  }

  private Browser(Path folder) throws Exception {
    int port = Commands.freePort();
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-port=" + port,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromium.log").toFile())
            .start();
    try {
      socket = connect(port);
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private WebSocket connect(int port) throws Exception {
    Commands.awaitListening(port);
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build();
    var page = PAGE.matcher(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    if (!page.find()) {
      throw new AssertionError("no page to debug");
    }
    return http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), new Listener()).join();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        answers.add(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  /// @param parameters a JSON object
  /// @return the whole answer
  private Map<String, Object> call(String method, String parameters) throws Exception {
    int id = ++number;
    socket
        .sendText(
            "{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(id, method, parameters), true)
        .join();
    while (true) {
      String answer = answers.poll(30, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("no answer to " + method);
      }
      Map<String, Object> read = Json.read(answer.getBytes(StandardCharsets.UTF_8));
      if (Long.valueOf(id).equals(read.get("id"))) {
        return read;
      }
    }
  }

  void go(String url) throws Exception {
    call("Page.navigate", "{\"url\":\"" + url + "\"}");
  }

  /// What an expression without double quotes gives, as text.
  String evaluate(String expression) {
    try {
      var answer = call("Runtime.evaluate", "{\"expression\":\"String(" + expression + ")\"}");
      Map<?, ?> result = (Map<?, ?>) ((Map<?, ?>) answer.get("result")).get("result");
      return String.valueOf(result.get("value"));
    } catch (Exception e) {
      throw new AssertionError(expression, e);
    }
  }

  /// A picture of the page.
  ///
  /// @param theme `light` or `dark`
  byte[] picture(int width, int height, String theme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":%b}"
            .formatted(width, height, width < 600));
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + theme + "\"}]}");
    evaluate("document.body.offsetHeight");
    var answer = call("Page.captureScreenshot", "{\"format\":\"png\"}");
    String data = String.valueOf(((Map<?, ?>) answer.get("result")).get("data"));
    return Base64.getDecoder().decode(data);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
