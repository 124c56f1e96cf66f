package io.turnpike.net;

import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Connections that carry much over the loopback get a congestion control that does not pace.
///
/// Where the system's choice is BBR, a socket sends at the rate that it has measured, with a timer
/// for what is not due yet. Nothing is lost on the loopback and nobody shares it, so that keeps
/// back what could go and wakes processors for it: a quarter of a bulk stream's speed
/// (docs/benchmarks.md). What leaves the host keeps the system's choice, and so does everything
/// where that does not pace. Linux alone has the option. Any thread.
final class UnpacedLoopback {
  private static final Path SYSTEMS_CHOICE = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_CONGESTION = 13;

  /// In every Linux, and open to every user.
  private static final byte[] RENO = "reno".getBytes(StandardCharsets.US_ASCII);

  private static final boolean IS_DUE = paces(systemsChoice());

  private UnpacedLoopback() {}

  /// Whether the congestion control of that name paces: `bbr`, and what came after it.
  static boolean paces(String name) {
    return name.startsWith("bbr");
  }

  /// Empty where there is none to choose.
  static String systemsChoice() {
    // Files below /proc/sys give all in the first read.
    try (BufferedReader reader = Files.newBufferedReader(SYSTEMS_CHOICE)) {
      return Objects.requireNonNullElse(reader.readLine(), "");
    } catch (IOException e) {
      return "";
    }
  }

  /// Of a channel that has a socket.
  static void apply(Channel channel) {
    if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
      apply(socket);
    }
  }

  /// Where it fails, all remains as it was.
  static void apply(Socket socket) {
    if (IS_DUE) {
      try {
        set(socket);
      } catch (IOException e) {
        // it paces, or is lost: whoever reads or writes hears of that
      }
    }
  }

  static void set(Socket socket) throws IOException {
    socket.setRawOpt(IPPROTO_TCP, TCP_CONGESTION, ByteBuffer.wrap(RENO));
  }
}
