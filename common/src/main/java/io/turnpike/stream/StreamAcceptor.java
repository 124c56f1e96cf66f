package io.turnpike.stream;

import io.netty.channel.EventLoop;
import io.turnpike.frame.Frame;
import io.turnpike.frame.ProtocolViolation;

/// Answers OPEN: the reverse-proxy's egress.
public interface StreamAcceptor {
  /// The entry-point's: nobody may open a stream towards it.
  StreamAcceptor NONE =
      (loop, stream, open) -> {
        throw new ProtocolViolation("OPEN from the reverse-proxy");
      };

  /// Makes the endpoint that dials `open`'s destination once it is started. On `loop`, the
  /// tunnel's.
  StreamEndpoint accept(EventLoop loop, Stream stream, Frame.Open open);
}
