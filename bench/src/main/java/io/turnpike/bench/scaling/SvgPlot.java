package io.turnpike.bench.scaling;

import java.util.List;
import java.util.Locale;

/// Draws panels side by side as SVG. A dashed line begins at the first dot of each line and shows
/// growth in proportion.
public final class SvgPlot {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 240;
  private static final int LEFT = 60;
  private static final int TOP = 60;
  private static final int BOTTOM = 50;
  private static final int STEP = WIDTH + LEFT + 20;
  private static final int LEGEND_STEP = 100;
  private static final List<String> COLOURS = List.of("#1f6feb", "#d9480f", "#2b8a3e");

  private final StringBuilder out = new StringBuilder();

  private SvgPlot() {}

  public static String render(String title, String what, List<Panel> panels) {
    SvgPlot plot = new SvgPlot();
    int width = STEP * panels.size() + 20;
    int height = TOP + HEIGHT + BOTTOM;
    plot.line(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
            + " font-family='sans-serif' font-size='12'>",
        width, height, width, height);
    plot.line("<title>%s</title>", title);
    plot.line("<rect width='%d' height='%d' fill='white'/>", width, height);
    plot.line(
        "<defs><clipPath id='c'><rect width='%d' height='%d'/></clipPath></defs>", WIDTH, HEIGHT);
    for (int i = 0; i < panels.size(); i++) {
      plot.line("<g transform='translate(%d %d)'>", LEFT + i * STEP, TOP);
      plot.panel(title, what, panels.get(i));
      plot.line("</g>");
    }
    plot.line("</svg>");
    return plot.out.toString();
  }

  private void panel(String title, String what, Panel panel) {
    Scale x = Scale.around(1, panel.mostX(), WIDTH);
    Scale y = Scale.around(panel.leastY(), panel.mostY(), HEIGHT);
    line("<text y='-38' font-size='14'>%s: %s</text>", title, panel.title());
    grid(x, y, what);
    for (int i = 0; i < panel.lines().size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      int legend = i * LEGEND_STEP;
      line("<rect x='%d' y='-26' width='12' height='12' fill='%s'/>", legend, colour);
      line("<text x='%d' y='-16'>%s</text>", legend + 16, panel.lines().get(i).name());
      curve(x, y, panel.lines().get(i), colour);
    }
  }

  private void grid(Scale x, Scale y, String what) {
    for (double tick : x.ticks()) {
      double at = x.at(tick);
      line("<path d='M%.1f 0V%d' stroke='#ddd'/>", at, HEIGHT);
      line("<text x='%.1f' y='%d' text-anchor='middle'>%s</text>", at, HEIGHT + 16, number(tick));
    }
    for (double tick : y.ticks()) {
      double at = HEIGHT - y.at(tick);
      line("<path d='M0 %.1fH%d' stroke='#ddd'/>", at, WIDTH);
      line("<text x='-6' y='%.1f' text-anchor='end'>%s</text>", at + 4, number(tick));
    }
    line("<text x='%d' y='%d' text-anchor='middle'>%s</text>", WIDTH / 2, HEIGHT + 36, what);
  }

  private void curve(Scale x, Scale y, Panel.Line line, String colour) {
    if (line.dots().isEmpty()) {
      return;
    }
    Panel.Dot first = line.dots().getFirst();
    double far = Math.pow(10, x.toPower());
    line(
        "<path d='M%.1f %.1fL%.1f %.1f' stroke='%s' stroke-dasharray='2 5' opacity='0.6' clip-path='url(#c)'/>",
        x.at(first.x()),
        HEIGHT - y.at(first.y()),
        x.at(far),
        HEIGHT - y.at(first.y() * far / first.x()),
        colour);
    StringBuilder path = new StringBuilder();
    for (Panel.Dot dot : line.dots()) {
      double dotX = x.at(dot.x());
      double dotY = HEIGHT - y.at(dot.y());
      path.append(path.isEmpty() ? 'M' : 'L');
      path.append(String.format(Locale.ROOT, "%.1f %.1f", dotX, dotY));
      line("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", dotX, dotY, colour);
    }
    line("<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", path, colour);
  }

  private static String number(double value) {
    return value >= 1
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  @SuppressWarnings(
      "AnnotateFormatMethod") // its annotation is in a library that only this would need
  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
