package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard in a browser: what it shows moves with the traffic. With `-Dturnpike.pictures=DIR`
/// it leaves pictures of itself there.
class DashboardTest {
  private static String card(Browser browser, String name) {
    return browser.evaluate("document.querySelector(`[data-card='" + name + "'] b`)?.textContent");
  }

  /// About 400 kB/s each way, until the result is closed.
  private static AutoCloseable traffic(Socket socket) {
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // closed
              }
            });
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (!Thread.interrupted()) {
                  socket.getOutputStream().write(new byte[20_000]);
                  Thread.sleep(50);
                }
              } catch (IOException | InterruptedException e) {
                // closed
              }
            });
    return () -> {
      writer.interrupt();
      socket.close();
      writer.join();
      reader.join();
    };
  }

  @Test
  void numbersMoveWhenTrafficFlows(@TempDir Path folder) throws Exception {
    try (var browser = Browser.open(folder);
        var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route(), destination.route()));
        var relay = Admin.open("relay-server", chain.relay().subject())) {
      chain.restartEntry(0);
      chain.entry().awaitReady();
      try (var admin = Admin.open("entry-point", chain.entry().subject())) {
        browser.go("http://" + admin.address() + "/");
        Await.until(() -> "no page", () -> card(browser, "open now").equals("0"));
        assertEquals("0 B", card(browser, "moved up"));
        assertEquals("ready", browser.evaluate("document.getElementById(`ready`).textContent"));
        try (AutoCloseable flowing = traffic(Tcp.connect(chain.address(0)));
            AutoCloseable more = traffic(Tcp.connect(chain.address(1)))) {
          Await.until(
              () -> card(browser, "moved up") + " " + card(browser, "up now"),
              () ->
                  card(browser, "open now").equals("2")
                      && card(browser, "up now").endsWith("KB/s"));
          String before = card(browser, "moved up");
          Await.until(() -> before, () -> !card(browser, "moved up").equals(before));
          assertEquals("2", rows(browser, "Streams"));
          assertEquals("2", rows(browser, "Routes"));
          assertEquals("1", rows(browser, "Relays"));
          pictures(browser, "entry-point");
          browser.go("http://" + relay.address() + "/");
          Await.until(
              () -> "relay: " + card(browser, "up now"),
              () -> card(browser, "up now").endsWith("KB/s"));
          assertEquals("1", rows(browser, "Groups"));
          assertEquals("2", rows(browser, "Edges"));
          pictures(browser, "relay-server");
        }
      }
    }
  }

  private static String rows(Browser browser, String table) {
    return browser.evaluate(
        "document.querySelectorAll('[data-table=" + table + "] tbody tr').length");
  }

  /// Wide and narrow, in both themes; nothing may be wider than the window.
  private static void pictures(Browser browser, String name) throws Exception {
    String folder = System.getProperty("turnpike.pictures");
    for (String theme : new String[] {"light", "dark"}) {
      for (int width : new int[] {1200, 390}) {
        byte[] picture = browser.picture(width, width == 1200 ? 900 : 844, theme);
        assertTrue(picture.length > 5_000, "an empty picture");
        assertEquals(
            "true", browser.evaluate("document.documentElement.scrollWidth <= " + width), name);
        if (folder != null) {
          Files.write(Path.of(folder, name + "-" + theme + "-" + width + ".png"), picture);
        }
      }
    }
    assertNotEquals(
        browser.evaluate("getComputedStyle(document.body).color"), "rgb(0, 0, 0)", "no style");
  }
}
