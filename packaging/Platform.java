import java.util.List;
import java.util.Locale;

/// The platforms that get a folder, and the words that Netty's native jars use for them.
enum Platform {
  LINUX_AMD64("linux", "amd64", "linux-x86_64"),
  LINUX_ARM64("linux", "arm64", "linux-aarch_64"),
  DARWIN_AMD64("darwin", "amd64", "osx-x86_64"),
  DARWIN_ARM64("darwin", "arm64", "osx-aarch_64"),
  WINDOWS_AMD64("windows", "amd64", "windows-x86_64");

  final String os;
  final String arch;

  /// How the file names of this platform's native jars end, before `.jar`.
  final String classifier;

  Platform(String os, String arch, String classifier) {
    this.os = os;
    this.arch = arch;
    this.classifier = classifier;
  }

  /// The platform this runs on; jlink can make a runtime for this one only.
  static Platform host() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return named((os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : "linux") + "/" + arch);
  }

  /// The platform called `os/arch`.
  static Platform named(String name) {
    for (Platform platform : values()) {
      if (platform.toString().equals(name)) {
        return platform;
      }
    }
    throw new Failure("no such platform: " + name + " (expected: one of " + List.of(values()) + ")");
  }

  /// Whether a jar belongs into this platform's folder: it is nobody's native jar, or this platform's own.
  boolean takes(String jar) {
    for (Platform platform : values()) {
      if (jar.endsWith("-" + platform.classifier + ".jar")) {
        return platform == this;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return os + "/" + arch;
  }
}
