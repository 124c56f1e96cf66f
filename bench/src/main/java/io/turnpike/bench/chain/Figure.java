package io.turnpike.bench.chain;

import java.util.Locale;
import java.util.Optional;

/// One number that the harness measures of a chain: a cell of the results.
enum Figure {
  BULK_1("1 bulk stream", "MB/s", 0, "1,500"),
  CPU_CHAIN("its CPU, whole chain", "s/GiB", 2, "1.0"),
  CPU_PROXY("its CPU", "s/GiB", 2, ""),
  CPU_ENTRY("its CPU, entry-point", "s/GiB", 2, ""),
  CPU_RELAY("its CPU, relay", "s/GiB", 2, "0.3"),
  CPU_REVERSE("its CPU, reverse-proxy", "s/GiB", 2, ""),
  CPU_LOAD("its CPU, source and destination", "s/GiB", 2, ""),
  BULK_32("32 bulk streams", "MB/s", 0, "1,200"),
  BULK_32_JAIN("their Jain index", "", 2, "0.95"),
  PING_P50("64 B ping-pong, p50", "µs", 0, "125"),
  PING_P99("64 B ping-pong, p99", "µs", 0, "190"),
  PING_CPU("CPU of one round trip, all programs", "µs", 0, ""),
  CONNECT_RATE("connect + 1 B echo + close, 64 at once", "/s", 0, "10,000"),
  CONNECT_CPU("CPU of one connection, all programs", "ms", 3, ""),
  CONNECT_ERRORS("their errors", "", 0, "0"),
  LONG_FIRST_1("path of 141 ms: first byte of a new connection", "ms", 0, "145"),
  LONG_FIRST_60("path of 141 ms: the last of 60 at once", "ms", 0, "145"),
  LONG_FIRST_60_LATER("path of 141 ms: the last of 60, after 660 connections", "ms", 0, ""),
  LONG_FIRST_1_LATER("path of 141 ms: first byte of one, after 960 connections", "ms", 0, "145"),
  LONG_BULK_1("path of 141 ms: 1 bulk stream", "MB/s", 0, "49"),
  LONG_BULK_8("path of 141 ms: 8 bulk streams", "MB/s", 0, "290"),
  LONG_LIMIT("path of 141 ms: 32 bulk streams, what the emulation bears", "MB/s", 0, ""),
  LONG_PING_ALONE("path of 141 ms: 64 B ping-pong alone, p50", "ms", 1, ""),
  LONG_PING_BESIDE("path of 141 ms: beside a bulk stream, p50", "ms", 1, ""),
  LONG_PING_SLOWEST("path of 141 ms: beside a bulk stream, slowest", "ms", 1, ""),
  IDLE_CHAIN("an idle connection, all three", "KiB", 1, "12"),
  IDLE_PROXY("an idle connection", "KiB", 1, ""),
  IDLE_ENTRY("an idle connection, entry-point", "KiB", 1, ""),
  IDLE_RELAY("an idle connection, relay", "KiB", 1, ""),
  IDLE_REVERSE("an idle connection, reverse-proxy", "KiB", 1, ""),
  REST_PROXY("at rest, PSS", "MiB", 1, ""),
  REST_ENTRY("at rest, PSS of the entry-point", "MiB", 1, "45"),
  REST_RELAY("at rest, PSS of the relay", "MiB", 1, "45"),
  REST_REVERSE("at rest, PSS of the reverse-proxy", "MiB", 1, "45"),
  START_PROXY("start to listening", "s", 2, ""),
  START_ENTRY("start to listening, entry-point", "s", 2, "0.3"),
  START_RELAY("start to listening, relay", "s", 2, "0.3"),
  START_REVERSE("start to ready, reverse-proxy", "s", 2, "0.3");

  private final String label;
  private final String unit;
  private final int decimals;
  private final String goal;

  Figure(String label, String unit, int decimals, String goal) {
    this.label = label;
    this.unit = unit;
    this.decimals = decimals;
    this.goal = goal;
  }

  String label() {
    return label;
  }

  String unit() {
    return unit;
  }

  /// What this project wants to reach, if it set itself a number.
  Optional<String> goal() {
    return goal.isEmpty() ? Optional.empty() : Optional.of(goal);
  }

  String format(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /// Whether a ratio of two chains says something.
  boolean hasRatio() {
    return this != CONNECT_ERRORS && this != BULK_32_JAIN;
  }

  static Figure cpu(RoleName role) {
    return switch (role) {
      case ENTRY -> CPU_ENTRY;
      case RELAY -> CPU_RELAY;
      case REVERSE -> CPU_REVERSE;
      case PROXY -> CPU_PROXY;
    };
  }

  static Figure idle(RoleName role) {
    return switch (role) {
      case ENTRY -> IDLE_ENTRY;
      case RELAY -> IDLE_RELAY;
      case REVERSE -> IDLE_REVERSE;
      case PROXY -> IDLE_PROXY;
    };
  }

  static Figure rest(RoleName role) {
    return switch (role) {
      case ENTRY -> REST_ENTRY;
      case RELAY -> REST_RELAY;
      case REVERSE -> REST_REVERSE;
      case PROXY -> REST_PROXY;
    };
  }

  static Figure start(RoleName role) {
    return switch (role) {
      case ENTRY -> START_ENTRY;
      case RELAY -> START_RELAY;
      case REVERSE -> START_REVERSE;
      case PROXY -> START_PROXY;
    };
  }
}
