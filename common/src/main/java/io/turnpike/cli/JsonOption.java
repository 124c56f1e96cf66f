package io.turnpike.cli;

import picocli.CommandLine.Option;

/// The option of a [Task] that prints for people, or JSON for programs. Only described here: the
/// task looks for the word, since it answers in JSON also when the other options are wrong.
@SuppressWarnings("UnusedVariable") // picocli sets it
public final class JsonOption {
  @Option(names = "--json", order = -1, description = "Print the report as one line of JSON.")
  private boolean json;
}
