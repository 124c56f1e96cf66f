package io.turnpike.bench.chain;

import java.time.Duration;

/// How much time and how many connections a run spends on each work.
///
/// @param warmUp before a measurement, for the compilers of the programs that have one
/// @param measure how long a measurement takes
/// @param windowGrowth before a measurement on the long path, for the windows of TCP and streams
/// @param settle how long memory may come to rest before it is read
/// @param idleConnections how many are opened to see what one costs
/// @param thorough whether what takes longest is measured too: programs that have had many
///   connections, and long spans of bulk
/// @param rounds how often everything is done
record Effort(
    Duration warmUp,
    Duration measure,
    Duration windowGrowth,
    Duration settle,
    int idleConnections,
    boolean thorough,
    int rounds) {
  static final Effort FULL =
      new Effort(
          Duration.ofSeconds(6),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          5000,
          true,
          3);

  static final Effort QUICK =
      new Effort(
          Duration.ofSeconds(3),
          Duration.ofMillis(1500),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          1000,
          false,
          1);

  /// A second for each measurement, to see whether everything works.
  static final Effort TRIAL =
      new Effort(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          200,
          false,
          1);

  /// How long a measurement of bulk over the long path takes, 10 s in full: so often BBR stops for
  /// a moment to look for the shortest round trip, so each connection does in it, however old it
  /// is.
  Duration longMeasure() {
    return thorough ? measure.multipliedBy(5).dividedBy(2) : measure;
  }

  /// How long programs have nothing to do before their memory at rest is read: they give some back.
  Duration rest() {
    return settle.multipliedBy(5);
  }

  Effort withRounds(int other) {
    return new Effort(warmUp, measure, windowGrowth, settle, idleConnections, thorough, other);
  }
}
