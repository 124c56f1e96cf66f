package io.turnpike.tunnel;

import io.netty.handler.ssl.SslContext;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import io.turnpike.identity.Identity;
import io.turnpike.identity.Profile;
import java.util.function.Supplier;

/// Who this edge is to a relay, and how it proves that.
///
/// @param instance this run of this process
/// @param name for the relay's logs and PRESENCE; may be empty
/// @param outer L1's context, asked for each connection so that renewed leaves are used
/// @param inner L3's context, likewise
/// @param identity that it proves, likewise
public record EdgeProfile(
    Role role,
    RelayTarget relay,
    String group,
    String name,
    InstanceId instance,
    Supplier<SslContext> outer,
    Supplier<SslContext> inner,
    Supplier<Identity> identity) {

  /// The line that lets this edge in, for the relay's `authorized_keys` and that of the far end.
  String publicLine() {
    return Profile.publicLine(role, group, identity.get(), name);
  }

  /// @param wanted the only peer to be paired with, or none
  Frame.Hello hello(ConnectionKind kind, InstanceId wanted) {
    return new Frame.Hello(
        Frame.VersionRange.SUPPORTED, role, kind, 0, instance, wanted, group, name);
  }
}
