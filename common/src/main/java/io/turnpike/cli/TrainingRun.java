package io.turnpike.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;

/// Several programs in one JVM, for the build: what this JVM learns while they work goes into the
/// AOT cache that all of them start with (`packaging/AotCache.java`). No user needs it.
///
/// Each line of stdin starts one: its main class and its arguments, without spaces in any of them.
/// The process ends when the first of them does.
public final class TrainingRun {
  private TrainingRun() {}

  public static void main(String[] arguments) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] words = line.split(" ");
      Thread.ofPlatform().name(words[0]).start(() -> run(words));
    }
  }

  private static void run(String[] words) {
    String[] arguments = new String[words.length - 1];
    System.arraycopy(words, 1, arguments, 0, arguments.length);
    try {
      MethodHandles.publicLookup()
          .findStatic(
              Class.forName(words[0]), "main", MethodType.methodType(void.class, String[].class))
          .invokeExact(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(words[0], e);
    }
  }
}
