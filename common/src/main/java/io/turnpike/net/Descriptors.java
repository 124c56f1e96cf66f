package io.turnpike.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// What has to be true of a descriptor from another process before Netty's epoll may have it, on
/// Linux. Loaded only where there is one. Any thread.
final class Descriptors {
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SOCK_STREAM = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle FCNTL =
      handle(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private Descriptors() {}

  @SuppressWarnings("restricted") // two functions of the C library
  private static MethodHandle handle(
      String name, FunctionDescriptor function, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function, options);
  }

  /// Requires a listening TCP socket; accepting from it then never blocks the event loop, and
  /// programs that this one starts do not get it.
  ///
  /// @throws DescriptorException when it is something else
  static void prepare(int descriptor) {
    int domain = option(descriptor, SO_DOMAIN);
    if ((domain != AF_INET && domain != AF_INET6)
        || option(descriptor, SO_TYPE) != SOCK_STREAM
        || option(descriptor, SO_ACCEPTCONN) != 1) {
      throw notListening(descriptor);
    }
    int flags = fcntl(descriptor, F_GETFL, 0);
    fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }

  private static DescriptorException notListening(int descriptor) {
    return new DescriptorException(
        "LISTEN_FDS: descriptor " + descriptor + " (expected: a TCP socket that listens)");
  }

  private static int fcntl(int descriptor, int command, int argument) {
    try {
      int result = (int) FCNTL.invokeExact(descriptor, command, argument);
      if (result < 0) {
        throw notListening(descriptor);
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // the function throws nothing
    }
  }

  /// @return -1 when it has none
  private static int option(int descriptor, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      int result = (int) GETSOCKOPT.invokeExact(descriptor, SOL_SOCKET, name, value, length);
      return result < 0 ? -1 : value.get(JAVA_INT, 0);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // the function throws nothing
    }
  }
}
