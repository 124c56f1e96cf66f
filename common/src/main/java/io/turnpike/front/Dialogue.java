package io.turnpike.front;

import io.netty.channel.ChannelHandler;
import io.turnpike.forward.OpenFailure;
import java.util.List;

/// One source's side of a protocol: what its decoded messages mean, and what is said to it. Knows
/// no channel.
interface Dialogue {
  /// Take the source's words in; the front takes them out when the request is complete, and gets
  /// what they hold of later bytes.
  List<ChannelHandler> decoders();

  /// Brings what is said into bytes; stays until the last word.
  ChannelHandler encoder();

  Step on(Object message);

  /// What to say when the destination is connected.
  Object opened();

  /// What to say when it is not.
  Object failed(OpenFailure why);
}
