import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One process of the training run.
final class TrainingProcess {
  private static final long PATIENCE_SECONDS = 60;

  private final String name;
  private final Process process;
  private final Semaphore ready = new Semaphore(0);
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());

  TrainingProcess(String name, List<String> command, Path directory) throws IOException {
    this.name = name;
    this.process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    Thread.ofVirtual().start(this::read);
  }

  /// Starts a program in it, and waits until that is ready.
  void tell(Program program, String arguments) throws IOException, InterruptedException {
    Writer input = process.outputWriter();
    input.write(program.mainClass() + " " + arguments + "\n");
    input.flush();
    if (!ready.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS) || !process.isAlive()) {
      throw failure("has no " + program.name() + " that is ready");
    }
  }

  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw failure("did not end well");
    }
  }

  /// Ends the program; one that records writes the cache before it is gone.
  void stop() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy would also close the pipes that the process still writes to.
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw failure("does not stop");
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line; (line = reader.readLine()) != null; ) {
        output.add(line);
        if (line.contains("ready")) {
          ready.release();
        }
      }
    } catch (IOException e) {
      output.add(e.toString());
    }
    ready.release();
  }

  private Failure failure(String what) {
    return new Failure("in the training run, " + name + " " + what + "; it said:\n" + String.join("\n", output));
  }
}
