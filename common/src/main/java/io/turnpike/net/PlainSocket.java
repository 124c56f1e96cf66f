package io.turnpike.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/// A TCP socket on an epoll loop without a channel: for pipes that only move bytes, where a
/// pipeline has nothing to do and its set-up and end are a large part of what a connection costs.
/// Belongs to its loop.
///
/// It stays in the epoll set with the same wishes from [#register] to [#close], and hears of each
/// change once (`EPOLLET`), resets included, whether somebody reads or not. So who uses it goes on
/// until [#mayRead] or [#mayWrite] says no, or remembers to.
public final class PlainSocket {
  private static final EpollIoOps CHANGES =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLET);
  private static final int HUP = 0x10; // of epoll.h, Netty has no name for it
  private static final int ENDS = Native.EPOLLRDHUP | Native.EPOLLERR | HUP;
  private static final int READABLE = Native.EPOLLIN | ENDS;
  private static final int WRITABLE = Native.EPOLLOUT | Native.EPOLLERR | HUP;

  private final Socket socket;
  private final PlainOptions options;
  private final Handle handle = new Handle();
  private Events events = new Events() {};
  private @Nullable IoRegistration registration;
  private @Nullable EventLoop loop;
  private boolean mayRead;
  private boolean mayWrite = true;
  private boolean hasEnded;
  private @Nullable ReadAhead ahead;

  /// What its user is told, on the loop.
  public interface Events {
    /// [#mayRead] or [#mayWrite] may say something else.
    ///
    /// @param failed whether the connection is lost; a read says why, behind what has come before
    default void changed(boolean failed) {}

    /// The loop ends.
    default void loopEnds() {}
  }

  /// Sets up a socket before it connects or listens.
  @FunctionalInterface
  public interface Prepare {
    void apply(PlainSocket socket) throws IOException;
  }

  /// A socket that is connected, and on no loop.
  PlainSocket(Socket socket) {
    this.socket = socket;
    this.options = new PlainOptions(socket);
  }

  /// A new one, not connected.
  ///
  /// @throws io.netty.channel.ChannelException when there are no more of them
  static PlainSocket open(InetSocketAddress at) {
    SocketProtocolFamily family =
        at.getAddress() instanceof Inet6Address
            ? SocketProtocolFamily.INET6
            : SocketProtocolFamily.INET;
    return new PlainSocket(LinuxSocket.newSocketStream(family));
  }

  Socket socket() {
    return socket;
  }

  /// That of [#register], once it is there.
  @Nullable EventLoop loop() {
    return loop;
  }

  /// Those that may be set at any time.
  public PlainOptions options() {
    return options;
  }

  /// Begins to connect, if that is not there at once; then [#finishConnect] says more when
  /// something has changed.
  boolean connect(InetSocketAddress to) throws IOException {
    mayWrite = socket.connect(to);
    return mayWrite;
  }

  /// Whether it is connected now. Only who has failed has ended so soon, or one whose end is here
  /// already: then the kernel says which.
  ///
  /// @throws IOException when it never will be
  boolean finishConnect() throws IOException {
    return mayWrite && (!hasEnded || socket.finishConnect());
  }

  /// Hears of changes from now on. On `loop`.
  public void register(EventLoop loop, Events events) throws IOException {
    assert loop.inEventLoop();
    this.events = events;
    this.loop = loop;
    if (registration != null) {
      return;
    }
    var registered = ((IoEventLoop) loop).register(handle);
    if (!registered.isSuccess()) {
      throw new IOException("no place on the loop", registered.cause());
    }
    registration = registered.getNow();
    registration.submit(CHANGES);
  }

  /// What the loop's I/O handler knows.
  private final class Handle implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      int ops = ((EpollIoEvent) event).ops().value();
      mayRead |= (ops & READABLE) != 0;
      mayWrite |= (ops & WRITABLE) != 0;
      hasEnded |= (ops & ENDS) != 0;
      events.changed((ops & Native.EPOLLERR) != 0);
    }

    @Override
    public void close() {
      events.loopEnds();
    }
  }

  /// Whether there may be something to read, the end or a failure included.
  public boolean mayRead() {
    return mayRead || ahead != null;
  }

  /// Whether the kernel may take more.
  public boolean mayWrite() {
    return mayWrite;
  }

  /// Reads what has come already, before it is registered, and keeps it for [#read].
  ///
  /// @return whether something has come; `false` when nothing but the end has
  /// @throws IOException when the connection is lost; nothing else will say so
  public boolean readAhead() throws IOException {
    if (ahead == null) {
      ahead = ReadAhead.of(this);
    }
    return ahead != null;
  }

  /// Reads what is there into a direct buffer, at its beginning.
  ///
  /// @param into has room for [ReadAhead#MOST_BYTES] at least
  /// @return the bytes; 0 when none are there yet, -1 at the end
  public int read(ByteBuffer into) throws IOException {
    ReadAhead first = ahead;
    if (first != null) {
      ahead = null;
      return first.give(into);
    }
    int bytes = receive(into);
    if (bytes < into.capacity()) {
      mayRead = bytes > 0 && hasEnded; // a read that finds room has taken all, but for the end
    }
    return bytes;
  }

  /// The kernel's answer to one read, whatever is known of the socket.
  int receive(ByteBuffer into) throws IOException {
    try {
      return socket.recv(into, 0, into.capacity());
    } catch (NotYetConnectedException e) {
      throw lost(e);
    }
  }

  /// Writes what the kernel takes of a direct buffer.
  ///
  /// @return where the rest begins
  public int write(ByteBuffer bytes, int from, int to) throws IOException {
    int next = from;
    while (next < to && mayWrite) {
      int written;
      try {
        options.beforeWrite();
        written = socket.send(bytes, next, to);
        options.afterWrite();
      } catch (NotYetConnectedException e) {
        throw lost(e);
      }
      mayWrite = written > 0;
      next += written;
    }
    return next;
  }

  /// Moves what has come to `to` within the kernel, through a pipe that is empty before and after;
  /// see [Splice].
  ///
  /// @return the bytes that have come; 0 says nothing
  int fill(SplicePipe pipe) throws IOException {
    int bytes = pipe.fill(socket);
    mayRead = bytes > 0 || hasEnded;
    return bytes;
  }

  /// Takes of what is in the pipe, and returns how much.
  int drain(SplicePipe pipe, int bytes) throws IOException {
    options.beforeWrite();
    int drained = pipe.drain(socket, bytes);
    mayWrite = drained == bytes;
    return drained;
  }

  /// Goes on as if the kernel had said that it takes more: perhaps it does ([Refill]).
  void tryToWrite() {
    mayWrite = true;
    events.changed(false);
  }

  /// Why the connection was lost, if it was; asking forgets it.
  public @Nullable IOException failure() {
    return SocketFailure.of(socket);
  }

  /// Sends the FIN.
  public void shutOutput() throws IOException {
    try {
      socket.shutdown(false, true);
    } catch (NotYetConnectedException e) {
      throw lost(e);
    }
  }

  /// Netty's word for ENOTCONN, of a connection that is there no more.
  private IOException lost(NotYetConnectedException cause) {
    IOException failure = failure();
    return failure == null ? new IOException("Connection reset", cause) : failure;
  }

  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Closes, in order or with an RST, as it was told to end; once more does nothing.
  public void close() {
    mayRead = false;
    mayWrite = false;
    ahead = null;
    try {
      socket.close(); // first: a closed descriptor has left the epoll set
    } catch (IOException e) {
      // a close that fails has closed
    }
    IoRegistration registered = registration;
    registration = null;
    if (registered != null) {
      registered.cancel();
    }
  }

  /// Closes with an RST.
  public void abort() {
    if (socket.isOpen()) {
      try {
        options.endInReset();
      } catch (IOException e) {
        // it has ended already
      }
      close();
    }
  }
}
