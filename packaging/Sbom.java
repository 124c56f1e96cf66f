import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// What is in a release, as CycloneDX 1.6: `java Sbom.java <jars> <version> <time> <file>`. Each jar is a component with its SHA-256; what it is comes from
/// the `pom.properties` in it. The same jars give the same bytes.
final class Sbom {
  private static final Map<String, String> GROUPS =
      Map.of(
          "bcpkix-jdk18on", "org.bouncycastle",
          "bcprov-jdk18on", "org.bouncycastle",
          "bcutil-jdk18on", "org.bouncycastle",
          "jspecify", "org.jspecify",
          "micrometer-commons", "io.micrometer",
          "micrometer-core", "io.micrometer",
          "micrometer-observation", "io.micrometer",
          "micrometer-registry-prometheus", "io.micrometer",
          "picocli", "info.picocli");

  private record Component(String group, String name, String version, String file, String sha256) {
    String purl() {
      String start = name + "-" + version;
      String classifier = file.substring(start.length(), file.length() - ".jar".length());
      String base = "pkg:maven/" + group + "/" + name + "@" + version;
      return classifier.isEmpty() ? base : base + "?classifier=" + classifier.substring(1) + "&type=jar";
    }

    String json() {
      return """
              {
                "type": "library",
                "bom-ref": "%s",
                "group": "%s",
                "name": "%s",
                "version": "%s",
                "hashes": [{ "alg": "SHA-256", "content": "%s" }],
                "purl": "%s"
              }"""
          .formatted(purl(), group, name, version, sha256, purl())
          .indent(4)
          .stripTrailing();
    }
  }

  private Sbom() {}

  public static void main(String[] args) throws IOException {
    List<Component> components = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        components.add(component(jar));
      }
    } catch (Failure e) {
      System.err.println("sbom: " + e.getMessage());
      System.exit(1);
    }
    String list = String.join(",\n", components.stream().map(Component::json).toList());
    Files.writeString(
        Path.of(args[3]),
        """
        {
          "bomFormat": "CycloneDX",
          "specVersion": "1.6",
          "version": 1,
          "metadata": {
            "timestamp": "%s",
            "component": { "type": "application", "name": "turnpike", "version": "%s" }
          },
          "components": [
        %s
          ]
        }
        """
            .formatted(args[2], args[1], list));
  }

  private static Component component(Path jar) throws IOException {
    String file = jar.getFileName().toString();
    try (JarFile opened = new JarFile(jar.toFile())) {
      for (JarEntry entry : opened.stream().toList()) {
        if (entry.getName().endsWith("/pom.properties")) {
          Properties properties = new Properties();
          try (InputStream in = opened.getInputStream(entry)) {
            properties.load(in);
          }
          String name = properties.getProperty("artifactId");
          String version = properties.getProperty("version");
          if (file.startsWith(name + "-" + version)) { // not what is shaded into it
            return new Component(properties.getProperty("groupId"), name, version, file, sha256(jar));
          }
        }
      }
    }
    String stem = file.substring(0, file.length() - ".jar".length());
    int dash = stem.lastIndexOf('-');
    String name = dash < 0 ? stem : stem.substring(0, dash);
    String group = GROUPS.get(name);
    if (group == null) {
      throw new Failure(file + ": no group (expected: pom.properties in it, or an entry in Sbom.GROUPS)");
    }
    return new Component(group, name, stem.substring(dash + 1), file, sha256(jar));
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
