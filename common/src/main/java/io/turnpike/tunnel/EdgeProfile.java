package io.turnpike.tunnel;

import io.netty.handler.ssl.SslContext;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.frame.InstanceId;
import io.turnpike.frame.Role;
import java.util.function.Supplier;

/// Who this edge is to a relay, and how it proves that.
///
/// @param instance this run of this process
/// @param name for the relay's logs and PRESENCE; may be empty
/// @param outer L1's context, asked for each connection so that renewed leaves are used
/// @param inner L3's context, likewise
public record EdgeProfile(
    Role role,
    RelayTarget relay,
    String group,
    String name,
    InstanceId instance,
    Supplier<SslContext> outer,
    Supplier<SslContext> inner) {

  /// @param wanted the only peer to be paired with, or none
  Frame.Hello hello(ConnectionKind kind, InstanceId wanted) {
    return new Frame.Hello(
        Frame.VersionRange.SUPPORTED, role, kind, 0, instance, wanted, group, name);
  }
}
