package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ScalingReportTest {
  private static final RunFacts FACTS =
      new RunFacts(
          new Machine("A CPU", 2, 24000, "Linux 6", "-"),
          "abc1234",
          "2026-01-02",
          "make bench-scaling",
          Effort.FULL,
          Map.of());

  @Test
  void theTableHasARowForEachNumber() {
    assertEquals(
        """
        | tunnels | relay, CPU % | PSS MiB | entry-point, CPU % | PSS MiB | reverse-proxy, CPU % | PSS MiB |
        |---:|---:|---:|---:|---:|---:|---:|
        | 10 | 1.5 | 60 | 2.0 | 70 | 3.0 | 80 |
        | 1,000 | 2.5 | 61 | 4.0 | 71 | 5.0 | 81 |
        20,000\
        """,
        report().page("${tunnels}\n${limit}", "20,000"));
  }

  @Test
  void thePlotsAreXmlWithALineForEachRole() throws Exception {
    assertEquals(2, lines(report().relayPlot()));
    assertEquals(4, lines(report().edgesPlot()));
  }

  @Test
  void whatCouldNotBeMeasuredLeavesAnEmptyPlot() throws Exception {
    ScalingReport empty = new ScalingReport(FACTS, List.of(), List.of(), new Results());
    assertEquals(0, lines(empty.relayPlot()));
  }

  private static ScalingReport report() {
    List<Scaling.Point> points =
        List.of(point(10, 1.5, 2, 3, 60, 70, 80), point(1000, 2.5, 4, 5, 61, 71, 81));
    return new ScalingReport(FACTS, points, points, new Results());
  }

  private static Scaling.Point point(int count, double... v) {
    return new Scaling.Point(
        count,
        Map.of(RoleName.RELAY, v[0], RoleName.ENTRY, v[1], RoleName.REVERSE, v[2]),
        Map.of(RoleName.RELAY, v[3], RoleName.ENTRY, v[4], RoleName.REVERSE, v[5]));
  }

  /// Counts the lines through dots, both panels together.
  private static long lines(String svg) throws Exception {
    assertTrue(svg.startsWith("<svg"), svg);
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    var paths =
        builder
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("path");
    long count = 0;
    for (int i = 0; i < paths.getLength(); i++) {
      if (paths.item(i).getAttributes().getNamedItem("fill") != null) {
        count++;
      }
    }
    return count;
  }
}
