package io.turnpike.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The relay never holds what is sent through it: its whole memory is searched, heap and buffers,
/// while streams are open, and so is all that went over its sockets. The same searches find the
/// text in an edge, and on the socket of the source, so they could find it.
@EnabledOnOs(OS.LINUX)
class CanaryTest {
  @TempDir private Path directory;

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Whether any readable, writable mapping of the process holds `needle`.
  private static boolean memoryHolds(Process process, byte[] needle) throws IOException {
    List<String> maps = Files.readAllLines(Path.of("/proc/" + process.pid() + "/maps"));
    try (SeekableByteChannel memory =
        FileChannel.open(Path.of("/proc/" + process.pid() + "/mem"))) {
      for (String map : maps) {
        String[] words = map.split(" +");
        if (words[1].startsWith("rw") && rangeHolds(memory, words[0], needle)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean rangeHolds(SeekableByteChannel memory, String range, byte[] needle) {
    String[] ends = range.split("-");
    long at = Long.parseUnsignedLong(ends[0], 16);
    long end = Long.parseUnsignedLong(ends[1], 16);
    byte[] bytes = new byte[1 << 20];
    while (at >= 0 && at < end) {
      int read;
      try {
        memory.position(at);
        read = memory.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, end - at)));
      } catch (IOException e) {
        return false; // reserved, not there
      }
      if (read <= 0) {
        return false;
      }
      if (contains(bytes, read, needle)) {
        return true;
      }
      at += read == bytes.length ? read - needle.length : read;
    }
    return false;
  }

  private static long carried(Recorder recorder) {
    return recorder.recordings().stream().mapToLong(all -> all.length).sum();
  }

  private static boolean holds(Recorder recorder, byte[] needle) {
    return recorder.recordings().stream().anyMatch(all -> contains(all, all.length, needle));
  }

  private static boolean contains(byte[] bytes, int length, byte[] needle) {
    for (int i = 0; i + needle.length <= length; i++) {
      if (bytes[i] == needle[0]
          && java.util.Arrays.equals(bytes, i, i + needle.length, needle, 0, needle.length)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void relayNeverHoldsWhatIsSentThroughIt() throws Exception {
    int relayPort = freePort();
    int entryPort = freePort();
    byte[] canary = ("canary-" + UUID.randomUUID()).getBytes(US_ASCII);
    try (var programs = new Executables(directory);
        var destination = Destination.echo();
        var toRelay = new Recorder(relayPort);
        var toEntry = new Recorder(entryPort)) {
      programs.run(0, "gen-cert", "x509", "--dns", "localhost", "--ip", "127.0.0.1");
      programs.run(0, "gen-cert", "ed25519");
      Executables.Running relay = programs.start("relay-server", "-p", "" + relayPort);
      programs.start("reverse-proxy", "-s", "127.0.0.1:" + toRelay.port());
      String route = entryPort + ":" + destination.port();
      Executables.Running entry =
          programs.start("entry-point", "-s", "127.0.0.1:" + toRelay.port(), "-r", route);
      entry.await("ready");
      try (Socket source = Tcp.connect(new InetSocketAddress("127.0.0.1", toEntry.port()))) {
        for (int i = 0; i < 1000; i++) {
          source.getOutputStream().write(canary);
          assertEquals(canary.length, source.getInputStream().readNBytes(canary.length).length);
        }
        assertTrue(memoryHolds(entry.process(), canary), "the search finds it at an edge");
        assertFalse(memoryHolds(relay.process(), canary), "the relay holds plain text");
        assertTrue(holds(toEntry, canary), "the search finds it on the source's socket");
        assertTrue(carried(toRelay) > 2000L * canary.length, "all passed the recorder");
        assertFalse(holds(toRelay, canary), "plain text on a socket of the relay");
      }
    }
  }
}
