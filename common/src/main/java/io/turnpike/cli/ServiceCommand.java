package io.turnpike.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/// The command of a program that runs until it is told to stop. [Programs] gives it further tasks
/// with the same options: `PROGRAM check [OPTIONS]` and its like.
public interface ServiceCommand extends Callable<Integer> {
  /// One of the same kind, whose options are not set yet.
  ServiceCommand another();

  /// The long names of the options whose changes hold at once when the configuration is read again;
  /// the others need a restart.
  Set<String> reloadable();

  /// Looks at everything that the options name, without starting.
  ///
  /// @throws UserError when an option itself is wrong
  void check(Problems problems);

  /// What this program can do beside what all of them can.
  default List<Task> tasks() {
    return List.of();
  }
}
