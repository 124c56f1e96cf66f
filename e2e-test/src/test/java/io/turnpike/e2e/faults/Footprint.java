package io.turnpike.e2e.faults;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a process holds of its host, as Linux says, and what it says of itself at its admin
/// endpoint.
///
/// @param files open ones, sockets and all
/// @param residentMib its memory
/// @param metrics by name with labels
record Footprint(long files, long threads, long residentMib, Map<String, Double> metrics) {
  /// @param admin the Unix socket of its endpoint
  static Footprint of(Process process, Path admin) throws IOException {
    Map<String, Double> metrics = metrics(admin);
    Path about = Path.of("/proc", Long.toString(process.pid()));
    try (Stream<Path> files = Files.list(about.resolve("fd"))) {
      long resident = status(about, "VmRSS:") >> 10;
      return new Footprint(files.count(), status(about, "Threads:"), resident, metrics);
    }
  }

  private static long status(Path about, String field) throws IOException {
    return Files.readAllLines(about.resolve("status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Double> metrics(Path admin) throws IOException {
    String answer;
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(admin))) {
      String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      answer = new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, Double> values = new TreeMap<>();
    for (String line : answer.substring(answer.indexOf("\r\n\r\n") + 4).split("\n")) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return values;
  }

  /// The sum of a gauge over all its labels.
  long sum(String gauge) {
    return metrics.entrySet().stream()
        .filter(each -> each.getKey().equals(gauge) || each.getKey().startsWith(gauge + "{"))
        .mapToLong(each -> each.getValue().longValue())
        .sum();
  }

  /// Files that are not a connection which the program knows of.
  long ownFiles() {
    return files - connections();
  }

  /// A pair at the relay is two.
  private long connections() {
    boolean isRelay = metrics.containsKey("turnpike_groups");
    long paired = isRelay ? metrics.get("turnpike_tunnels{state=\"paired\"}").longValue() : 0;
    return sum("turnpike_tunnels")
        + paired
        + sum("turnpike_streams_open")
        + sum("turnpike_relay_up")
        + sum("turnpike_edges")
        + sum("turnpike_strangers");
  }

  /// Bytes and streams that are still there; 0 when the users are gone.
  long rest() {
    return sum("turnpike_queued_bytes")
        + sum("turnpike_streams_open")
        + sum("turnpike_streams_resuming")
        + sum("turnpike_strangers");
  }

  long buffersMib() {
    return sum("turnpike_buffers_bytes") >> 20;
  }

  /// The same programs at two or more moments.
  @SafeVarargs
  static String compare(List<Footprint>... moments) {
    return "files without connections %s, MiB resident %s, MiB of buffers %s"
        .formatted(
            each(moments, Footprint::ownFiles),
            each(moments, Footprint::residentMib),
            each(moments, Footprint::buffersMib));
  }

  private static String each(List<Footprint>[] moments, ToLongFunction<Footprint> what) {
    return Arrays.stream(moments)
        .map(moment ->
            moment.stream()
                .map(one -> Long.toString(what.applyAsLong(one)))
                .collect(Collectors.joining("/")))
        .collect(Collectors.joining(" → "));
  }

  @Override
  public String toString() {
    String left = rest() == 0 ? "" : ", left: " + metrics;
    return "%d files of its own, %d threads, %d MiB resident, %d MiB buffers%s"
        .formatted(ownFiles(), threads, residentMib, buffersMib(), left);
  }
}
