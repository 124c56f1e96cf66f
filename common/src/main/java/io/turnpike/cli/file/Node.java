package io.turnpike.cli.file;

import java.util.List;
import java.util.Map;

/// A value of a configuration file.
public sealed interface Node {
  /// Where it begins.
  Place place();

  record Text(Place place, String text) implements Node {
    @Override
    public String toString() {
      return "\"" + text + "\"";
    }
  }

  /// A whole number, as it is written.
  record Whole(Place place, String text) implements Node {
    @Override
    public String toString() {
      return text;
    }
  }

  record Flag(Place place, boolean value) implements Node {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /// What no option takes: a fraction, a null.
  record Other(Place place, String text) implements Node {
    @Override
    public String toString() {
      return text;
    }
  }

  record Sequence(Place place, List<Node> elements) implements Node {
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return "a list";
    }
  }

  /// @param members in the order of the file
  record Table(Place place, Map<String, Member> members) implements Node {
    @Override
    public String toString() {
      return "a table";
    }
  }

  /// @param place of the key
  record Member(Place place, Node value) {}
}
