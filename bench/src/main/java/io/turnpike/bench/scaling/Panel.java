package io.turnpike.bench.scaling;

import java.util.List;

/// One diagram of a plot; both of its axes are logarithmic.
public record Panel(String title, List<Line> lines) {
  /// @param dots by ascending x
  public record Line(String name, List<Dot> dots) {}

  /// @param x 1 or more
  /// @param y above 0; less than a tenth is drawn as a tenth
  public record Dot(double x, double y) {}

  double mostX() {
    return lines.stream().flatMap(line -> line.dots().stream()).mapToDouble(Dot::x).max().orElse(1);
  }

  double mostY() {
    return lines.stream().flatMap(line -> line.dots().stream()).mapToDouble(Dot::y).max().orElse(1);
  }

  double leastY() {
    return lines.stream().flatMap(line -> line.dots().stream()).mapToDouble(Dot::y).min().orElse(1);
  }
}
