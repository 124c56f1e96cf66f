import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts the programs together: `java Build.java <jars> <build> [os/arch]...` makes `<build>/<os>/<arch>/` for each platform from the jars in a
/// directory; without a platform, for the one this runs on. On Linux that one's folder gets a Java runtime and an AOT cache; the others use the
/// Java installed there.
///
/// ```
/// build/linux/amd64/relay-server … gen-cert     launchers (sh; .cmd for windows)
///                   lib/turnpike.jar            names the jars that all share
///                       gen-cert.jar            names those that gen-cert alone needs
///                       *.jar, jvm.options
///                       native/                 Netty's shared libraries: nothing is unpacked into /tmp at start
///                       runtime/                from jlink
///                       turnpike.aot            classes loaded, linked and profiled ahead of time
///                   share/man/man1/*.1          manual pages; beside them completions for bash and fish
/// ```
final class Build {
  private final Path jars;
  private final Path templates;
  private final Platform platform;
  private final Path folder;
  private final Path lib;

  private Build(Path jars, Path build, Platform platform) {
    this.jars = jars;
    this.templates = Path.of("packaging");
    this.platform = platform;
    this.folder = build.resolve(platform.os).resolve(platform.arch);
    this.lib = folder.resolve("lib");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      List<String> names = args.length > 2 ? List.of(args).subList(2, args.length) : List.of(Platform.host().toString());
      for (String name : names) {
        Build build = new Build(Path.of(args[0]), Path.of(args[1]), Platform.named(name));
        boolean made = build.run();
        System.out.println("build: " + build.folder + (made ? " (" + build.describe() + ")" : " is up to date"));
      }
    } catch (Failure e) {
      System.err.println("build: " + e.getMessage());
      System.exit(1);
    }
  }

  /// Returns whether there was something to do.
  private boolean run() throws IOException, InterruptedException {
    Path inputs = lib.resolve("inputs.sha256");
    String digest = digestOfInputs();
    if (Files.exists(inputs) && Files.readString(inputs).equals(digest)) {
      return false;
    }
    boolean ownRuntime = platform == Platform.host() && platform.os.equals("linux");
    delete(folder);
    Files.createDirectories(lib);
    copyJars(ownRuntime);
    try (Stream<String> options = Files.lines(templates.resolve("jvm.options"))) {
      Files.write(lib.resolve("jvm.options"), (Iterable<String>) options.filter(option -> isMeant(option, ownRuntime))::iterator);
    }
    Files.copy(Path.of("LICENSE"), lib.resolve("LICENSE"));
    if (ownRuntime) {
      RuntimeImage.create(lib.resolve("runtime"));
      setTimes(); // the AOT cache holds those of the jars, and packages have to keep them
      new AotCache(lib).create();
    }
    for (Program program : Program.ALL) {
      writeLauncher(program, ownRuntime);
      writeManual(program);
    }
    Files.writeString(inputs, digest);
    return true;
  }

  /// Gives all files the one time that the root pom says, so that the same sources give the same archives.
  private void setTimes() throws IOException {
    Matcher time = Pattern.compile("<project.build.outputTimestamp>(.*?)<").matcher(Files.readString(Path.of("pom.xml")));
    if (!time.find()) {
      throw new Failure("pom.xml: no project.build.outputTimestamp");
    }
    FileTime at = FileTime.from(Instant.parse(time.group(1)));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, at);
      }
    }
  }

  /// Of everything that the folder is made from.
  private String digestOfInputs() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : Stream.concat(list(jars).stream(), list(templates).stream()).toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      digest.update(System.getProperty("java.home").getBytes(StandardCharsets.UTF_8));
      digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest()) + "\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// An option may end in `# linux only`, or in `# own runtime only`: for the Java that comes with the programs, whatever the users' own would say to it.
  private boolean isMeant(String option, boolean ownRuntime) {
    return !option.endsWith(" only")
        || option.endsWith("# " + platform.os + " only")
        || (ownRuntime && option.endsWith("# own runtime only"));
  }

  private void copyJars(boolean unpackNatives) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path jar : list(jars)) {
      String name = jar.getFileName().toString();
      if (!platform.takes(name)) {
        continue;
      }
      if (unpackNatives && name.endsWith("-" + platform.classifier + ".jar")) {
        Jars.unpackNatives(jar, Files.createDirectories(lib.resolve("native")));
      } else {
        Jars.copy(jar, lib.resolve(name));
        names.add(name);
      }
    }
    for (Program program : Program.ALL) {
      List<String> own = names.stream().filter(program::owns).toList();
      if (!own.isEmpty()) {
        Jars.writeClassPath(lib.resolve(program.name() + ".jar"), own);
        names.removeAll(own);
      }
    }
    Jars.writeClassPath(lib.resolve("turnpike.jar"), names);
  }

  private void writeLauncher(Program program, boolean ownRuntime) throws IOException {
    boolean windows = platform.os.equals("windows");
    String text = Files.readString(templates.resolve(windows ? "launcher.cmd" : "launcher.sh"));
    text =
        ownRuntime
            ? text.replace("@find-java@", "java=$lib/runtime/bin/java")
                .replace("@options@", "\"-XX:AOTCache=$lib/turnpike.aot\" \"-Djava.library.path=$lib/native\"")
            : text.replace("@find-java@\n", Files.readString(templates.resolve("find-java.sh"))).replace(" @options@", "");
    String classPath =
        windows
            ? program.classPath().stream().map("%lib%\\"::concat).collect(Collectors.joining(";"))
            : program.classPath().stream().map("$lib/"::concat).collect(Collectors.joining(":"));
    text = text.replace("@name@", program.name()).replace("@class-path@", classPath).replace("@main@", program.mainClass());
    Path file = folder.resolve(program.name() + (windows ? ".cmd" : ""));
    Files.writeString(file, windows ? text.replace("\n", "\r\n") : text);
    file.toFile().setExecutable(true, false);
  }

  /// The manual page and the completions, into `share`, by the program itself on the Java that this runs on.
  private void writeManual(Program program) throws IOException, InterruptedException {
    String classPath =
        program.classPath().stream().map(jar -> lib.resolve(jar).toString()).collect(Collectors.joining(File.pathSeparator));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    int exit =
        new ProcessBuilder(
                java.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, program.mainClass(), "man", folder.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new Failure(program.name() + " man " + folder + " ended with " + exit);
    }
  }

  private String describe() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      String java = Files.exists(lib.resolve("runtime")) ? "its own Java runtime" : "the Java 25 installed there";
      return "%d MB, with %s".formatted(bytes / 1_000_000, java);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
