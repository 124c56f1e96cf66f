package io.turnpike.admin;

import io.netty.util.internal.PlatformDependent;
import io.turnpike.metric.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What every program shows of itself as a process.
///
/// @param started when the endpoint was opened, which is when the program was
/// @param directBytes of the buffers that the sockets read into
/// @param lagMillis the longest that an event loop was late in the last ten seconds
record ProcessView(
    String program,
    String version,
    String commit,
    Instant started,
    long upSeconds,
    String unready,
    long heapBytes,
    long heapMaxBytes,
    long directBytes,
    long directMaxBytes,
    double lagMillis) {
  static ProcessView of(Build build, Instant started, String unready, Duration lag) {
    Runtime runtime = Runtime.getRuntime();
    return new ProcessView(
        build.program(),
        build.version(),
        build.commit(),
        started,
        Duration.between(started, Instant.now()).toSeconds(),
        unready,
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        Math.max(0, PlatformDependent.usedDirectMemory()),
        PlatformDependent.maxDirectMemory(),
        lag.toNanos() / 1e6);
  }

  List<Sample> samples() {
    return List.of(
        Sample.gauge("turnpike_build", "What runs; always 1.", 1)
            .with("program", program)
            .with("version", version)
            .with("commit", commit)
            .with("java", Runtime.version().toString()),
        Sample.gauge("turnpike_ready", "Whether /readyz says yes.", unready.isEmpty() ? 1 : 0),
        Sample.gauge(
            "turnpike_start_time_seconds",
            "When the program started, in seconds since 1970.",
            started.toEpochMilli() / 1e3),
        Sample.gauge("turnpike_heap_bytes", "Heap in use.", heapBytes),
        Sample.gauge("turnpike_heap_max_bytes", "Heap at most.", heapMaxBytes),
        Sample.gauge("turnpike_buffers_bytes", "Direct memory of buffers in use.", directBytes),
        Sample.gauge("turnpike_buffers_max_bytes", "Direct memory at most.", directMaxBytes));
  }
}
