package io.turnpike.doctor;

import java.util.LinkedHashMap;
import java.util.Map;

/// The exit codes of `doctor`: what failed first.
enum Exit {
  WELL(0, "all is well"),
  SETTINGS(2, "settings or key files are wrong"),
  UNREACHED(3, "a relay cannot be reached: its name, or TCP"),
  UNTRUSTED(4, "no trust between this host and a relay: TLS, its certificate, the clocks"),
  REFUSED(5, "a relay refuses this identity"),
  UNSERVED(6, "no reverse-proxy of the group is there"),
  NO_TUNNEL(7, "no tunnel to the reverse-proxy: one of the edges does not accept the other"),
  NO_DESTINATION(8, "a route's destination is not reached");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /// For `--help`.
  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Exit each : values()) {
      all.put(String.valueOf(each.code), each.meaning);
    }
    return all;
  }
}
