package io.turnpike.forward;

import io.netty.channel.Channel;

/// How a source is told what has become of its connection. Called on the channel's loop, where it
/// is then registered; one of the two, once.
public interface Answer {
  /// By TCP alone: its bytes are taken at once, and a failure is an RST.
  Answer BY_TCP =
      new Answer() {
        @Override
        public void opened(Channel source) {}

        @Override
        public void failed(Channel source, OpenFailure why) {
          Sockets.abort(source);
        }
      };

  /// The destination is connected. What the source has sent goes on only after this.
  void opened(Channel source);

  /// It is not. The callee ends the channel.
  void failed(Channel source, OpenFailure why);
}
