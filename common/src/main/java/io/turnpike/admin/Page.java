package io.turnpike.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// A file of the dashboard.
record Page(String type, String text) {
  private static final Map<String, String> TYPES =
      Map.of(
          "/", "text/html; charset=utf-8",
          "/page.css", "text/css; charset=utf-8",
          "/page.js", "text/javascript; charset=utf-8");

  static Optional<Page> of(String path) {
    String type = TYPES.get(path);
    if (type == null) {
      return Optional.empty();
    }
    String file = path.equals("/") ? "page.html" : path.substring(1);
    try (InputStream in = Page.class.getResourceAsStream(file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new Page(type, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
