package io.turnpike.net;

import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A listening socket on epoll loops, all of which accept from it: the kernel wakes one that waits
/// (`EPOLLEXCLUSIVE`), so a connection can live where it was accepted, and no loop has to tell
/// another of it. What is accepted is a plain socket. Any thread, but for what an [Acceptor] does.
final class PlainListening implements Listening {
  private static final Logger log = LoggerFactory.getLogger(PlainListening.class);

  /// Of `epoll.h`, Netty has no name for it: one loop is woken, not all.
  private static final EpollIoOps CONNECTIONS_OF_SEVERAL =
      EpollIoOps.EPOLLIN.with(EpollIoOps.valueOf(1 << 28));

  /// A loop turns to its other connections after so many new ones.
  private static final int MOST_AT_ONCE = 16;

  private static final int PAUSE_SECONDS = 1;
  private static final int SOL_IP = 0;
  private static final int IP_TRANSPARENT = 19;

  /// What Netty writes an address into: its length, then address and port.
  private static final int ADDRESS_BYTES = 26;

  private final Socket socket;
  private final InetSocketAddress address;
  private final Consumer<Accepted> accepted;
  private final List<Acceptor> acceptors = new ArrayList<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private int accepting;

  /// @param socket listens already
  private PlainListening(Socket socket, Consumer<Accepted> accepted) {
    this.socket = socket;
    this.address = socket.localAddress();
    this.accepted = accepted;
  }

  /// A socket that listens.
  ///
  /// @param prepare sets it up before it is bound
  static Socket bind(
      InetSocketAddress address, Listener.Options options, PlainSocket.Prepare prepare)
      throws IOException {
    PlainSocket plain;
    try {
      plain = PlainSocket.open(address);
    } catch (ChannelException e) {
      throw new IOException(String.valueOf(e.getMessage()), e); // no IPv6, or no more descriptors
    }
    Socket socket = plain.socket();
    try {
      socket.setReuseAddress(true);
      if (options.reusePort()) {
        socket.setReusePort(true);
      }
      if (options.receiveBufferBytes() > 0) {
        socket.setReceiveBufferSize(options.receiveBufferBytes());
      }
      prepare.apply(plain);
      socket.bind(address);
      socket.listen(options.backlog());
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /// `IP_TRANSPARENT`, for both families: accepts what a TPROXY rule leads here, whatever that was
  /// bound for. Needs CAP_NET_ADMIN.
  ///
  /// @throws IOException with one line: why not
  static void makeTransparent(PlainSocket listening) throws IOException {
    try {
      listening.socket().setIntOpt(SOL_IP, IP_TRANSPARENT, 1);
    } catch (IOException e) {
      throw new IOException(
          "--tproxy: " + e.getMessage() + " (expected: root, or CAP_NET_ADMIN for this program)",
          e);
    }
  }

  /// Accepts on each of these loops. Not on one of them.
  ///
  /// @param socket listens already; closed when that fails
  /// @param accepted on the loop that accepts
  static PlainListening begin(Socket socket, EventLoopGroup loops, Consumer<Accepted> accepted)
      throws IOException {
    var listening = new PlainListening(socket, accepted);
    for (EventExecutor loop : loops) {
      listening.acceptors.add(listening.new Acceptor((IoEventLoop) loop));
    }
    listening.accepting = listening.acceptors.size();
    for (Acceptor acceptor : listening.acceptors) {
      var begun = acceptor.loop.submit(acceptor::begin).awaitUninterruptibly();
      if (!begun.isSuccess()) {
        listening.close();
        throw new IOException("no place on the loop", begun.cause());
      }
    }
    return listening;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public CompletableFuture<Void> close() {
    for (Acceptor each : acceptors) {
      try {
        each.loop.execute(each::end);
      } catch (RejectedExecutionException e) {
        each.end(); // the loop has ended, and is nobody's
      }
    }
    return closed;
  }

  /// The last to leave closes: before that, another socket could get the descriptor's number while
  /// a loop still knows it by that.
  private void left() {
    boolean isLast;
    synchronized (this) {
      accepting--;
      isLast = accepting == 0;
    }
    if (isLast) {
      try {
        socket.close();
      } catch (IOException e) {
        // a close that fails has closed
      }
      closed.complete(null);
    }
  }

  /// One loop's part; belongs to it.
  private final class Acceptor implements EpollIoHandle {
    private final IoEventLoop loop;
    private final byte[] remote = new byte[ADDRESS_BYTES];
    private @Nullable IoRegistration registration;
    private boolean isDue;
    private boolean ended;

    Acceptor(IoEventLoop loop) {
      this.loop = loop;
    }

    void begin() {
      if (!ended) {
        registration = loop.register(this).syncUninterruptibly().getNow();
        registration.submit(acceptors.size() > 1 ? CONNECTIONS_OF_SEVERAL : EpollIoOps.EPOLLIN);
      }
    }

    @Override
    public FileDescriptor fd() {
      return socket;
    }

    /// Accepts behind the events that the loop has at hand: they may be of descriptors whose
    /// numbers are free by then.
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      if (!isDue) {
        isDue = true;
        loop.execute(this::accept);
      }
    }

    private void accept() {
      isDue = false;
      try {
        for (int i = 0; i < MOST_AT_ONCE && registration != null; i++) {
          int descriptor = socket.accept(remote);
          if (descriptor < 0) {
            return;
          }
          handOver(new PlainSocket(new Socket(descriptor)));
        }
      } catch (IOException e) {
        pause(e);
      }
    }

    private void handOver(PlainSocket socket) {
      InetSocketAddress from = NativeInetAddress.address(remote, 1, remote[0]);
      var connection = new Accepted(loop, from, socket);
      try {
        accepted.accept(connection);
      } catch (RejectedExecutionException e) {
        connection.reset(); // the program ends
      } catch (RuntimeException e) {
        log.error("this is a fault of the program", e);
        connection.reset();
      }
    }

    /// Accepting has failed, most likely for want of file descriptors: pause instead of spinning.
    private void pause(Exception cause) {
      log.warn(
          "cannot accept for {} s address={} reason=\"{}\"",
          PAUSE_SECONDS,
          NetUtil.toSocketAddressString(address),
          cause.getMessage());
      leave();
      loop.schedule(this::resume, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private void resume() {
      try {
        begin();
      } catch (RuntimeException e) { // no memory for the epoll set
        pause(e);
      }
    }

    private void leave() {
      IoRegistration registered = registration;
      registration = null;
      if (registered != null) {
        registered.cancel();
      }
    }

    void end() {
      if (!ended) {
        ended = true;
        leave();
        left();
      }
    }

    /// The loop ends.
    @Override
    public void close() {
      end();
    }
  }
}
