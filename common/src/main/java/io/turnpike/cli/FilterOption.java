package io.turnpike.cli;

import io.turnpike.forward.filter.FilterFactory;
import io.turnpike.forward.filter.Filters;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that chooses filters, and the one that says where to find more; to be mixed in.
final class FilterOption {
  @Option(
      names = "--filter",
      order = 210,
      split = ";",
      paramLabel = "NAME[:KEY=VALUE,...]",
      description = "Pass every connection through this filter; repeat it for several, in order.")
  private @Nullable List<String> filters;

  @Option(
      names = "--filter-path",
      order = 211,
      paramLabel = "DIR",
      description = "Look for filters in the jars of this directory, too.")
  private @Nullable Path path;

  /// @throws UserError when one is not there, or an option of one is wrong
  Filters filters() {
    if (filters == null) {
      return Filters.NONE;
    }
    try {
      return parse(filters);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
  }

  /// @throws IllegalArgumentException when one is not there, or an option of one is wrong
  Filters parse(List<String> texts) {
    if (texts.isEmpty()) {
      return Filters.NONE;
    }
    try {
      return Filters.parse(texts, loader());
    } catch (ServiceConfigurationError | LinkageError e) {
      throw UserError.usage("--filter-path " + path + ": " + e.getMessage());
    }
  }

  private ClassLoader loader() {
    ClassLoader own = FilterFactory.class.getClassLoader();
    if (path == null) {
      return own;
    }
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(url(jar));
      }
    } catch (IOException e) {
      throw UserError.usage("--filter-path: " + path + ": no such directory, or not readable");
    }
    return new URLClassLoader(jars.toArray(URL[]::new), own);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError("a file has a URL", e);
    }
  }
}
