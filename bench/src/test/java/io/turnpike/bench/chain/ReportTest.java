package io.turnpike.bench.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final RunFacts FACTS =
      new RunFacts(
          new Machine("A CPU", 2, 24000, "Linux 6", "`tcp_wmem` 1 2 3"),
          "abc1234",
          "2026-01-02",
          "make bench",
          Effort.FULL,
          Map.of("direct", "a plain TCP connection"));

  @Test
  void theTableHasMediansAndHowManyTimesOursTheyAre() {
    Results results = new Results();
    results.chain("direct");
    results.chain(TurnpikeChain.NAME);
    List.of(1000.0, 3000.0, 2000.0).forEach(v -> results.add("direct", Figure.BULK_1, v));
    results.add(TurnpikeChain.NAME, Figure.BULK_1, 1600);
    results.add(TurnpikeChain.NAME, Figure.CPU_RELAY, 0.314);

    String expected =
        """
        | work | unit | direct | turnpike | to reach |
        |---|---|---:|---:|---:|
        | 1 bulk stream | MB/s | 2,000 (×1.25) | **1,600** | 1,500 |
        | its CPU, relay | s/GiB | – | **0.31** | 0.3 |\
        """;
    assertEquals(expected, MarkdownTable.of(results, TurnpikeChain.NAME));
  }

  @Test
  void aPageHasEveryPlaceFilledIn() {
    Results results = new Results();
    results.omission("nginx: not installed");
    results.failure("direct, bulk: nothing arrived");
    String template =
        "${machine}|${tcp}|${commit}|${date}|${command}|${values}|${chains}|${failures}";

    assertEquals(
        "2 × A CPU, 24,000 MiB, Linux 6|`tcp_wmem` 1 2 3|abc1234|2026-01-02|make bench"
            + "|the median of 3 rounds; a round takes every chain once"
            + "|- **direct**: a plain TCP connection|- nginx: not installed\n- direct, bulk: nothing arrived",
        new MarkdownReport(FACTS, results, new Results()).render(template));
  }

  @Test
  void theJsonHasTheValuesOfAllRounds() throws Exception {
    Results results = new Results();
    results.add("direct", Figure.PING_P50, 51);
    results.add("direct", Figure.PING_P50, 53);

    String json = JsonReport.render(FACTS, results, new Results()).replaceAll("\\s+", "");

    assertTrue(json.contains("\"commit\":\"abc1234\""), json);
    assertTrue(
        json.contains(
            "\"direct\":{\"ping_p50\":{\"unit\":\"µs\",\"median\":52.0,\"rounds\":[51.0,53.0]}}"),
        json);
  }

  @Test
  void theMachineIsReadFromWhatLinuxSays() {
    assertEquals("A CPU", Machine.value(List.of("x : y", "model name\t: A CPU"), "model name"));
    assertEquals("unknown", Machine.value(List.of(), "model name"));
    assertEquals(24105, Machine.memoryMib(List.of("MemTotal:       24684032 kB")));
  }
}
