package io.turnpike.relay;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.identity.Identity;
import io.turnpike.tunnel.HandlerNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// An edge's connection behind HELLO: who it is and what it asked for.
record Member(Channel channel, Identity identity, Frame.Hello hello) {
  private static final AttributeKey<Member> KEY = AttributeKey.valueOf(Member.class, "member");

  /// The words for a connection in a line of the log, as much as is known of it.
  static String describe(Channel channel) {
    Member member = channel.attr(KEY).get();
    return member == null ? "remote=" + remote(channel) : member.describe();
  }

  /// Empty before WELCOME.
  static Optional<Member> of(Channel channel) {
    return Optional.ofNullable(channel.attr(KEY).get());
  }

  private static String remote(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? NetUtil.toSocketAddressString(address)
        : String.valueOf(channel.remoteAddress());
  }

  /// Where it comes from; loopback when that is no network.
  InetAddress address() {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /// From here on the connection is this edge's in every line of the log.
  void remember() {
    channel.attr(KEY).set(this);
  }

  boolean isControl() {
    return hello.kind() == ConnectionKind.CONTROL;
  }

  /// Whether both are connections of one run of one edge, whose instance others know, but whose
  /// identity nobody else proves.
  boolean isSameRun(Member other) {
    return hello.instance().equals(other.hello.instance())
        && identity.equals(other.identity)
        && hello.role() == other.hello.role();
  }

  String handlerName() {
    return isControl() ? HandlerNames.CONTROL : HandlerNames.PENDING;
  }

  /// The words that every log line about it ends with.
  String describe() {
    return "role=%s group=\"%s\" instance=%s name=\"%s\" identity=%s remote=%s"
        .formatted(
            hello.role().word(),
            unquoted(hello.group()),
            hello.instance(),
            unquoted(hello.name()),
            identity,
            remote(channel));
  }

  /// The edge chose the text: it must not end its own quotes.
  private static String unquoted(String text) {
    return text.replace('"', '\'');
  }
}
