package io.turnpike.cli;

import io.turnpike.admin.AdminAddress;
import io.turnpike.admin.AdminClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What [StatusCommand] does; on its own, since picocli looks at the methods of every command,
/// which would load the endpoint's classes in each program.
final class StatusView {
  private StatusView() {}

  /// Shows it once.
  ///
  /// @param where the endpoint is
  /// @param before what is written first, once there is an answer
  /// @return the exit code
  static int show(String where, boolean json, String before, PrintWriter out) {
    AdminAddress address = UserError.unless(AdminOptions.ADMIN, () -> AdminAddress.parse(where));
    try {
      byte[] answer = AdminClient.status(address);
      Map<String, Object> status = AdminClient.read(answer);
      out.print(before);
      if (json) {
        out.println(new String(answer, StandardCharsets.UTF_8));
      } else {
        StatusTable.of(status).forEach(out::println);
      }
      out.flush();
      return String.valueOf(status.get("unready")).isEmpty() ? 0 : ExitCode.FAILED.code();
    } catch (IOException e) {
      throw UserError.failed(
          "%s: %s (expected: the program runs with --admin %s)"
              .formatted(address, e.getMessage(), address));
    }
  }
}
