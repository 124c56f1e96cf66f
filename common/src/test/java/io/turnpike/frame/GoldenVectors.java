package io.turnpike.frame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The vectors of `docs/protocol.md` §7, and the frames that they must be.
final class GoldenVectors {
  static final InstanceId A = new InstanceId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);
  static final InstanceId B = new InstanceId(0x1011121314151617L, 0x18191a1b1c1d1e1fL);

  private GoldenVectors() {}

  static Map<String, byte[]> hex() {
    Map<String, byte[]> vectors = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : lines()) {
      if (line.startsWith("```")) {
        inside = line.equals("```vectors");
      } else if (inside) {
        String[] words = line.split(" +", 2);
        vectors.put(words[0], HexFormat.of().parseHex(words[1].replace(" ", "")));
      }
    }
    return vectors;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "protocol.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, Frame> frames() {
    Map<String, Frame> frames = new LinkedHashMap<>();
    frames.put("ping", new Frame.Ping(0x0102030405060708L));
    frames.put("pong", new Frame.Pong(0x0102030405060708L));
    frames.put("goaway", new Frame.GoAway(30_000, 5_000));
    frames.put("hello", hello(Role.ENTRY, ConnectionKind.TUNNEL, InstanceId.NONE, "7", "laptop"));
    frames.put("hello-wanted", hello(Role.REVERSE, ConnectionKind.CONTROL, B, "0", ""));
    frames.put("welcome", new Frame.Welcome(1, 0, 15_000));
    frames.put("refused", new Frame.Refused(RefusalCode.DENIED, 0, "denied"));
    frames.put("paired", new Frame.Paired(0xdeadbeefL, B));
    frames.put("ready", new Frame.Ready());
    frames.put("start", new Frame.Start());
    frames.put("demand", new Frame.Demand(3));
    frames.put("presence", new Frame.Presence(1, List.of(new Frame.Server(B, "home"))));
    frames.put("bind", new Frame.Bind(1, 0, A, B, 256 * 1024, 0, "7"));
    frames.put(
        "open-name",
        new Frame.Open(
            1, 0x102, new Endpoint("localhost", 5001), new Endpoint("192.0.2.1", 54321)));
    frames.put(
        "open-ipv6",
        new Frame.Open(
            2, 0x103, new Endpoint("2001:db8::1", 80), new Endpoint("127.0.0.1", 54322)));
    frames.put("opened", new Frame.Opened(1, new Endpoint("127.0.0.1", 5001)));
    frames.put("fin", new Frame.Fin(1, 5));
    frames.put("reset", new Frame.Reset(1, ResetCode.REFUSED));
    frames.put("credit", new Frame.Credit(1, 128 * 1024, 384 * 1024));
    frames.put("resume", new Frame.Resume(1, 0x102, 2, 5));
    return frames;
  }

  private static Frame hello(
      Role role, ConnectionKind kind, InstanceId wanted, String group, String name) {
    return new Frame.Hello(new Frame.VersionRange(1, 1), role, kind, 0, A, wanted, group, name);
  }

  static Layer layerOf(Frame frame) {
    return frame instanceof Frame.Control ? Layer.CONTROL : Layer.STREAMS;
  }
}
