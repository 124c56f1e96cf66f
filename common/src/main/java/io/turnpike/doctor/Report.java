package io.turnpike.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a [Doctor] has seen, in the order in which it looked. Belongs to one thread.
final class Report {
  private final List<Row> rows = new ArrayList<>();
  private final Consumer<Row> listener;

  /// @param listener told of each row as it comes
  Report(Consumer<Row> listener) {
    this.listener = listener;
  }

  void add(Row row) {
    rows.add(row);
    listener.accept(row);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /// What failed first.
  Exit exit() {
    return rows.stream()
        .filter(row -> row.state() == Row.State.FAILED)
        .findFirst()
        .map(row -> row.step().exit())
        .orElse(Exit.WELL);
  }

  /// The rows of one relay, or those of none.
  final class Section {
    private final String relay;

    Section(String relay) {
      this.relay = relay;
    }

    void ok(Step step, String seen) {
      add(new Row(relay, step, "", Row.State.OK, seen, ""));
    }

    void ok(Step step, String what, String seen) {
      add(new Row(relay, step, what, Row.State.OK, seen, ""));
    }

    void warning(Step step, String what, String cause, String remedy) {
      add(new Row(relay, step, what, Row.State.WARNING, cause, remedy));
    }

    void failed(Step step, String cause, String remedy) {
      failed(step, "", cause, remedy);
    }

    void failed(Step step, String what, String cause, String remedy) {
      add(new Row(relay, step, what, Row.State.FAILED, cause, remedy));
    }

    void notTried(Step step, String what) {
      add(new Row(relay, step, what, Row.State.NOT_TRIED, "", ""));
    }

    /// All of the steps behind `failed`, up to `last`.
    void notTriedBehind(Step failed, Step last) {
      for (Step step : Step.values()) {
        if (step.compareTo(failed) > 0 && step.compareTo(last) <= 0) {
          notTried(step, "");
        }
      }
    }
  }
}
