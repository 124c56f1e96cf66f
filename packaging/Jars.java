import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Copies jars into a platform's folder, made fit for an AOT cache.
///
/// - Signatures are left out: the JVM keeps signed jars out of an AOT cache. Bouncy Castle is signed so that it can be a JCE provider, and we do
///   not use it as one.
/// - Bouncy Castle's provider class is left out: Netty makes an instance of it wherever it finds one, which loads 280 classes for nothing.
/// - Classes from before Java 6 (picocli's) get stack maps: the JVM keeps older classes out of an AOT cache.
final class Jars {
  private static final String UNWANTED = "org/bouncycastle/jce/provider/BouncyCastleProvider.class";
  private static final int FIRST_VERSION_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  private Jars() {}

  static void copy(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile())) {
      if (!needsChange(jar)) {
        Files.copy(from, to);
        return;
      }
      try (URLClassLoader loader = new URLClassLoader(new URL[] {from.toUri().toURL()});
          JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), mainAttributes(jar))) {
        for (JarEntry entry : entries(jar)) {
          if (entry.getName().equals(JarFile.MANIFEST_NAME) || isSignature(entry) || entry.getName().equals(UNWANTED)) {
            continue;
          }
          byte[] bytes = jar.getInputStream(entry).readAllBytes();
          JarEntry copy = new JarEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          out.write(isOldClass(entry, bytes) ? withStackMaps(bytes, loader) : bytes);
        }
      }
    }
  }

  /// Writes a jar that holds nothing but the class path, so that command lines stay short.
  static void writeClassPath(Path to, List<String> jars) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", jars));
    new JarOutputStream(Files.newOutputStream(to), manifest).close();
  }

  /// Unpacks the shared libraries of a native jar, for `java.library.path`.
  static void unpackNatives(Path from, Path directory) throws IOException {
    try (JarFile jar = new JarFile(from.toFile())) {
      for (JarEntry entry : entries(jar)) {
        if (entry.getName().startsWith("META-INF/native/") && !entry.isDirectory()) {
          Path file = directory.resolve(Path.of(entry.getName()).getFileName());
          Files.copy(jar.getInputStream(entry), file);
        }
      }
    }
  }

  private static boolean needsChange(JarFile jar) throws IOException {
    for (JarEntry entry : entries(jar)) {
      if (isSignature(entry) || isOldClass(entry, head(jar, entry))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] head(JarFile jar, JarEntry entry) throws IOException {
    try (var in = jar.getInputStream(entry)) {
      return in.readNBytes(8);
    }
  }

  private static boolean isSignature(JarEntry entry) {
    return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }

  private static boolean isOldClass(JarEntry entry, byte[] bytes) {
    return entry.getName().endsWith(".class") && ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) < FIRST_VERSION_WITH_STACK_MAPS;
  }

  private static byte[] withStackMaps(byte[] bytes, ClassLoader loader) {
    ClassHierarchyResolver classes =
        ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile classFile =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(classes));
    // Sending each instruction through a builder is what makes the stack maps come into being; copied code keeps what it had.
    ClassTransform rebuild =
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
            .andThen(ClassTransform.endHandler(type -> type.withVersion(ClassFile.JAVA_8_VERSION, 0)));
    return classFile.transformClass(classFile.parse(bytes), rebuild);
  }

  /// The manifest without the digests of each file that signing adds.
  private static Manifest mainAttributes(JarFile jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putAll(jar.getManifest().getMainAttributes());
    return manifest;
  }

  private static Iterable<JarEntry> entries(JarFile jar) {
    return () -> jar.entries().asIterator();
  }
}
