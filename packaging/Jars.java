import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Copies jars into a platform's folder, made fit for an AOT cache: classes from before Java 6 (picocli's) get stack maps, because the JVM keeps
/// older classes out of an AOT cache. It keeps signed jars out of it too; none of ours is.
final class Jars {
  private static final int FIRST_VERSION_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  /// One for all builds, so that the same sources give the same bytes.
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private Jars() {}

  static void copy(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile())) {
      if (!hasOldClasses(jar)) {
        Files.copy(from, to);
        return;
      }
      try (URLClassLoader loader = new URLClassLoader(new URL[] {from.toUri().toURL()});
          JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
        for (JarEntry entry : entries(jar)) {
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
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      JarEntry entry = new JarEntry(JarFile.MANIFEST_NAME);
      entry.setTimeLocal(TIME);
      out.putNextEntry(entry);
      manifest.write(out);
    }
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

  private static boolean hasOldClasses(JarFile jar) throws IOException {
    for (JarEntry entry : entries(jar)) {
      if (isOldClass(entry, head(jar, entry))) {
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

  private static Iterable<JarEntry> entries(JarFile jar) {
    return () -> jar.entries().asIterator();
  }
}
