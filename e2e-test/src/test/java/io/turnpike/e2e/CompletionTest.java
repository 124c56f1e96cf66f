package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turnpike.cli.Programs;
import io.turnpike.entry.EntryPointCommand;
import io.turnpike.gencert.GenCertCommand;
import io.turnpike.proxy.TcpProxyCommand;
import io.turnpike.relay.RelayServerCommand;
import io.turnpike.reverse.ReverseProxyCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Completions and manual pages, judged by those who use them: bash, zsh, fish and man.
class CompletionTest {
  @TempDir private Path directory;

  static Stream<Supplier<Callable<Integer>>> programs() {
    return Stream.of(
        RelayServerCommand::new,
        ReverseProxyCommand::new,
        EntryPointCommand::new,
        TcpProxyCommand::new,
        GenCertCommand::new);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void bashReadsTheScript(Supplier<Callable<Integer>> program) throws Exception {
    assumeHas("bash");
    Path script = write(text(program.get(), "completion", "bash"));
    assertEquals("", runs("bash", "-n", script.toString()));
  }

  @Test
  void bashCompletesOptionsTasksAndFiles() throws Exception {
    assumeHas("bash");
    Path script = write(text(new EntryPointCommand(), "completion", "bash"));
    assertEquals("check ", completed(script, "entry-point", "che"));
    assertEquals("--max-tunnels ", completed(script, "entry-point", "--max-t"));
    assertEquals("--server-cert ", completed(script, "entry-point", "check", "--server-c"));
    Path file = Files.writeString(directory.resolve("certificate.crt"), "");
    assertEquals(
        file + " ", completed(script, "entry-point", "--server-cert", directory + "/certif"));
  }

  private String completed(Path script, String... words) throws Exception {
    String quoted = "'" + String.join("' '", words) + "'";
    String program =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE}; _complete_entry-point 2>/dev/null; printf '%%s ' \"${COMPREPLY[@]}\""
            .formatted(script, quoted, words.length - 1);
    return runs("bash", "-c", program);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void zshReadsTheScript(Supplier<Callable<Integer>> program) throws Exception {
    assumeHas("zsh");
    Path script = write(text(program.get(), "completion", "zsh"));
    assertEquals("", runs("zsh", "-n", script.toString()));
  }

  @Test
  void zshCompletesOptionsTasksAndFiles() throws Exception {
    assumeHas("zsh");
    Path script = write(text(new EntryPointCommand(), "completion", "zsh"));
    Path file = Files.writeString(directory.resolve("certificate.crt"), "");
    assertEquals("check ", inZsh(script, "entry-point ", "che"));
    assertEquals("--max-tunnels ", inZsh(script, "entry-point ", "--max-t"));
    assertEquals("--streams ", inZsh(script, "entry-point bench ", "--str"));
    assertEquals(file + " ", inZsh(script, "entry-point --server-cert ", directory + "/certif"));
  }

  /// What stands behind `words` when TAB was pressed behind `begun`, in a zsh with a terminal.
  private String inZsh(Path script, String words, String begun) throws Exception {
    String pressed =
        """
        zmodload zsh/zpty
        zpty shell "HOME=$1 TERM=dumb zsh -f -i"
        zpty -w shell "unset zle_bracketed_paste; COLUMNS=1000; source $2; PROMPT='RE''ADY> '"
        zpty -r -m shell text '*READY> *'
        zpty -w -n shell "$3$4"$'\t'
        zpty -r -m shell text "*$3$4* "
        print -rn -- "${text##*$3}"
        zpty -d shell
        """;
    return runs(
        "zsh", "-f", "-c", pressed, "zsh", directory.toString(), script.toString(), words, begun);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void fishReadsTheScript(Supplier<Callable<Integer>> program) throws Exception {
    assumeHas("fish");
    Path script = write(text(program.get(), "completion", "fish"));
    assertEquals("", runs("fish", "--no-config", "-c", "source " + script));
  }

  @Test
  void fishCompletesOptionsTasksAndFiles() throws Exception {
    assumeHas("fish");
    Path script = write(text(new EntryPointCommand(), "completion", "fish"));
    Path file = Files.writeString(directory.resolve("certificate.crt"), "");
    assertEquals(List.of("check"), inFish(script, "entry-point che"));
    assertEquals(List.of("--max-tunnels"), inFish(script, "entry-point --max-t"));
    assertEquals(List.of("--server-cert"), inFish(script, "entry-point check --server-c"));
    assertEquals(List.of("--streams"), inFish(script, "entry-point bench --str"));
    assertEquals(List.of(), inFish(script, "entry-point --str"));
    assertEquals(List.of("bash", "fish", "zsh"), inFish(script, "entry-point completion "));
    assertEquals(
        List.of(file.toString()),
        inFish(script, "entry-point --server-cert " + directory + "/certif"));
  }

  private List<String> inFish(Path script, String begun) throws Exception {
    String asked = "source %s; complete -C '%s'".formatted(script, begun);
    return runs("fish", "--no-config", "-c", asked)
        .lines()
        .map(line -> line.replaceFirst("\t.*", ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void manHasNoWarnings(Supplier<Callable<Integer>> program) throws Exception {
    assumeHas("man");
    assumeHas("groff");
    Path page = write(text(program.get(), "man"));
    String shown = runs("man", "--warnings", "-E", "UTF-8", "-l", page.toString());
    for (String section : List.of("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS")) {
      assertTrue(shown.contains("\n" + section + "\n"), shown);
    }
    assertTrue(!shown.contains("warning"), shown);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void fishLinesAreWhole(Supplier<Callable<Integer>> program) {
    text(program.get(), "completion", "fish")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          assertTrue(line.startsWith("complete -c "), line);
          assertEquals(0, line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2, line);
        });
  }

  @Test
  void manWritesAllOfItBelowADirectory() throws IOException {
    assertEquals("", text(new TcpProxyCommand(), "man", directory.toString()));
    for (String file :
        List.of(
            "share/man/man1/tcp-proxy.1",
            "share/bash-completion/completions/tcp-proxy",
            "share/fish/vendor_completions.d/tcp-proxy.fish")) {
      assertTrue(Files.size(directory.resolve(file)) > 1000, file);
    }
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("written"), text);
  }

  private static void assumeHas(String program) {
    boolean has =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(has, program + " is not installed");
  }

  private static String runs(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MANWIDTH", "80");
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), "UTF-8");
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  private static String text(Callable<Integer> command, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Programs.run(command, args, name -> null, new PrintWriter(out), new PrintWriter(err));
    assertEquals(0, exit, err::toString);
    return out.toString();
  }
}
