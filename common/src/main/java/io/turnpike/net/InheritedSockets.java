package io.turnpike.net;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// The listening sockets that whoever started this process has opened for it, as `sd_listen_fds(3)`
/// says: LISTEN_PID is this process, LISTEN_FDS is how many there are, from descriptor 3 on.
///
/// Each listener of the program claims the one with its address. The sockets stay open at whoever
/// opened them, so what connects while the program is restarted waits in the backlog. Belongs to
/// the thread that starts the program.
public final class InheritedSockets {
  private static final int FIRST = 3;
  private static final int MOST = 256;

  private final List<Inherited> unclaimed = new ArrayList<>();

  /// @param name what LISTEN_FDNAMES calls it, or empty
  record Inherited(int descriptor, InetSocketAddress address, String name) {
    boolean listensOn(InetSocketAddress wanted) {
      boolean everywhere =
          address.getAddress().isAnyLocalAddress() && wanted.getAddress().isAnyLocalAddress();
      return address.getPort() == wanted.getPort()
          && (everywhere || address.getAddress().equals(wanted.getAddress()));
    }

    @Override
    public String toString() {
      String where = NetUtil.toSocketAddressString(address);
      return name.isEmpty() ? where : where + " (" + name + ")";
    }
  }

  /// Those of this process.
  ///
  /// @throws DescriptorException with one line, when they cannot be used
  public static InheritedSockets ofThisProcess(Transport transport) {
    return of(
        System.getenv(),
        ProcessHandle.current().pid(),
        descriptor -> {
          if (transport != Transport.EPOLL) {
            throw new DescriptorException(
                "LISTEN_FDS: not with the transport " + transport + " (expected: epoll)");
          }
          Descriptors.prepare(descriptor);
          return transport.listeningAddress(descriptor);
        });
  }

  /// @param open makes a descriptor ready, and says where it listens
  static InheritedSockets of(
      Map<String, String> environment, long pid, IntFunction<InetSocketAddress> open) {
    var sockets = new InheritedSockets();
    String count = environment.get("LISTEN_FDS");
    if (count != null && Long.toString(pid).equals(environment.get("LISTEN_PID"))) {
      String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
      int number = number(count);
      for (int i = 0; i < number; i++) {
        String name = names.length == number ? names[i] : "";
        sockets.unclaimed.add(new Inherited(FIRST + i, open.apply(FIRST + i), name));
      }
    }
    return sockets;
  }

  private static int number(String count) {
    try {
      int number = Integer.parseInt(count);
      if (number >= 0 && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new DescriptorException(
        "LISTEN_FDS: \"%s\" (expected: a number from 0 to %d)".formatted(count, MOST));
  }

  public boolean isEmpty() {
    return unclaimed.isEmpty();
  }

  /// Takes the one that listens on `wanted`, or on all addresses when `wanted` is one of those.
  Optional<Inherited> claim(InetSocketAddress wanted) {
    Optional<Inherited> found =
        unclaimed.stream().filter(each -> each.listensOn(wanted)).findFirst();
    found.ifPresent(unclaimed::remove);
    return found;
  }

  /// Takes the next one, wherever it listens.
  Optional<Inherited> claimNext() {
    return unclaimed.isEmpty() ? Optional.empty() : Optional.of(unclaimed.removeFirst());
  }

  /// Says that the program has all its listeners.
  ///
  /// @throws DescriptorException when a socket is left that nobody listens on: the program is not
  ///   told what its starter believes
  public void requireAllClaimed() {
    if (!unclaimed.isEmpty()) {
      throw new DescriptorException(
          "LISTEN_FDS: %s %s no listener of this program (expected: sockets of its listeners only)"
              .formatted(unclaimed, unclaimed.size() == 1 ? "is" : "are"));
    }
  }
}
