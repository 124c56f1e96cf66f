package io.turnpike.bench.chain;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Runs the works on the chains, round by round: every chain once, then every chain again, so that
/// a change of the machine's mood meets all of them.
final class Runner {
  private final Cleanup cleanup;
  private final Effort effort;
  private final Results results;

  Runner(Cleanup cleanup, Effort effort, Results results) {
    this.cleanup = cleanup;
    this.effort = effort;
    this.results = results;
  }

  /// What fails is noted in the results; the rest goes on.
  void run(List<Chain> chains, List<Work> works, Places places, Keys keys) throws Exception {
    Sink sink = cleanup.add(Sink.open(places.reverse()));
    Source source = cleanup.add(Source.open(places.entry()));
    try {
      for (int round = 1; round <= effort.rounds(); round++) {
        for (Chain chain : chains) {
          say("round %d of %d: %s".formatted(round, effort.rounds(), chain.name()));
          results.chain(chain.name());
          Assembly assembly = cleanup.add(new Assembly(places, keys, sink.port()));
          try {
            chain.assemble(assembly);
            Bed bed = bed(chain, assembly, source, sink);
            works.forEach(work -> attempt(bed, work));
          } catch (Failure e) {
            note(chain.name(), "start", e);
          } finally {
            cleanup.close(assembly);
          }
        }
      }
    } finally {
      cleanup.close(source);
      cleanup.close(sink);
    }
  }

  private Bed bed(Chain chain, Assembly assembly, Source source, Sink sink) {
    Bed.Running running =
        new Bed.Running(chain, assembly.roles(), assembly.starts(), assembly.address());
    return new Bed(running, source, sink, effort, results);
  }

  private void attempt(Bed bed, Work work) {
    try {
      say("  " + work.name());
      work.run(bed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } catch (Exception e) {
      note(bed.chain().name(), work.name(), e);
    }
  }

  private void note(String chain, String work, Exception e) {
    String reason = e instanceof Failure ? e.getMessage() : e.toString();
    say("  FAILED: " + reason);
    results.failure("%s, %s: %s".formatted(chain, work, reason));
  }

  private static void say(String what) {
    System.err.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
  }
}
