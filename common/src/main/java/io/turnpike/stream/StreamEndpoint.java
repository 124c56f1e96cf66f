package io.turnpike.stream;

import io.netty.buffer.ByteBuf;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;

/// The local side of a stream: what a socket's pipe looks like to its stream. All calls come on the
/// event loop that the stream lives on.
public interface StreamEndpoint {
  /// Makes the endpoint of a new stream; it must not call the stream before [#start].
  interface Factory {
    StreamEndpoint create(Stream stream);
  }

  /// The stream is in place; the endpoint may use it from here on. The first call, once.
  void start();

  /// The far end has connected to `dialled`. Opener only, at most once.
  void opened(Endpoint dialled);

  /// The next bytes from the far end. The callee owns them, and reports them by [Stream#consumed]
  /// when the socket has taken them.
  void data(ByteBuf bytes);

  /// The batch of [#data] calls is over: flush.
  void batchEnd();

  /// The far end sends no more bytes.
  void fin();

  /// The stream has ended abruptly; the socket must end in an RST. Never called twice.
  void reset(ResetCode code);

  /// [Stream#sendable] has risen above 0.
  void sendable();

  /// Memory is used up: the stream is to be given up if it stands still, and more than its share
  /// waits in a direction.
  ///
  /// @param stillBytes sent and not acknowledged for some time; 0 while acknowledgements come
  default void relieve(long stillBytes) {}
}
