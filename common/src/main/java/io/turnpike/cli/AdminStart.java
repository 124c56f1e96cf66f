package io.turnpike.cli;

import io.turnpike.admin.AdminAddress;
import io.turnpike.admin.AdminServer;
import io.turnpike.admin.Build;
import io.turnpike.admin.Subject;
import java.io.IOException;

/// What [AdminOptions] does when there is to be an endpoint; on its own, so that it is loaded only
/// then.
final class AdminStart {
  private AdminStart() {}

  /// @throws UserError when it is no address, or open to others and not meant to be
  static void check(String text, boolean remote) {
    AdminAddress address = address(text);
    if (address.isRemote() && !remote) {
      throw UserError.usage(
          "%s: %s is open to other hosts, and asks nobody who he is (expected: 127.0.0.1:PORT,"
                  .formatted(AdminOptions.ADMIN, address)
              + " unix:PATH, or --admin-remote, which shows others health and metrics only)");
    }
  }

  private static AdminAddress address(String text) {
    return UserError.unless(AdminOptions.ADMIN, () -> AdminAddress.parse(text));
  }

  /// @throws UserError when it cannot listen there
  static AdminOptions.Endpoint open(String text, String program, Subject subject) {
    Version version = Version.current();
    var build = new Build(program, version.version(), version.commit());
    try {
      return AdminServer.open(address(text), build, subject)::close;
    } catch (IOException e) {
      throw UserError.failed(AdminOptions.ADMIN + ": " + e.getMessage());
    }
  }
}
