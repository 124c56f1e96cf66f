package io.turnpike.bench.scaling;

import java.util.ArrayList;
import java.util.List;

/// A logarithmic axis from one power of ten to another, on a length of pixels.
record Scale(int fromPower, int toPower, double pixels) {
  private static final double LEAST = 0.1;

  /// The powers of ten around these values, one apart at least.
  static Scale around(double least, double most, double pixels) {
    int from = (int) Math.floor(Math.log10(Math.max(LEAST, least)));
    int to = (int) Math.ceil(Math.log10(Math.max(LEAST, most)));
    return new Scale(from, Math.max(from + 1, to), pixels);
  }

  /// Where a value is, from the beginning of the axis.
  double at(double value) {
    double power = Math.log10(Math.max(LEAST, value));
    return (power - fromPower) / (toPower - fromPower) * pixels;
  }

  /// The powers of ten on it.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int power = fromPower; power <= toPower; power++) {
      ticks.add(Math.pow(10, power));
    }
    return ticks;
  }
}
