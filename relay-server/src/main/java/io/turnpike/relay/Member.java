package io.turnpike.relay;

import io.netty.channel.Channel;
import io.turnpike.frame.ConnectionKind;
import io.turnpike.frame.Frame;
import io.turnpike.identity.Identity;
import io.turnpike.tunnel.HandlerNames;

/// An edge's connection behind WELCOME: who it is and what it asked for.
record Member(Channel channel, Identity identity, Frame.Hello hello) {
  boolean isControl() {
    return hello.kind() == ConnectionKind.CONTROL;
  }

  String handlerName() {
    return isControl() ? HandlerNames.CONTROL : HandlerNames.PENDING;
  }

  /// The words that every log line about it ends with.
  String describe() {
    return "role=%s group=%s instance=%s name=\"%s\" identity=%s remote=%s"
        .formatted(
            hello.role().word(),
            hello.group(),
            hello.instance(),
            hello.name(),
            identity,
            channel.remoteAddress());
  }
}
