package io.turnpike.cli.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Path;
import java.util.Locale;

/// How a configuration file is written; its name's ending says it.
enum Format {
  JSON,
  YAML,
  TOML;

  static Format of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return YAML;
    }
    return name.endsWith(".toml") ? TOML : JSON;
  }

  /// Loads the classes of this format, and of no other.
  JsonFactory factory() {
    return switch (this) {
      case JSON ->
          JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      case YAML ->
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      case TOML -> new TomlFactory(); // refuses duplicates by itself
    };
  }
}
