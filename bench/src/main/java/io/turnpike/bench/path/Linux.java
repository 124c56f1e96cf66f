package io.turnpike.bench.path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls of Linux that Java has no methods for. Safe for all threads; each call concerns
/// the calling thread alone.
final class Linux {
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x8_0000;
  private static final short POLLIN = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_OF_STATE =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle UNSHARE =
      handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle POLL =
      handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Linux() {}

  /// Moves the calling thread, and the threads and processes it will start, into a network
  /// namespace of their own.
  static void enterNewNetwork() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      require("unshare", (int) UNSHARE.invokeExact(state, CLONE_NEWNET), state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// Opens a file for reading and writing, without blocking.
  static int open(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int flags = O_RDWR | O_NONBLOCK | O_CLOEXEC;
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
      return require("open " + path, fd, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// @param argument a pointer, or a number disguised as one
  static void ioctl(int fd, long request, MemorySegment argument) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      require("ioctl", (int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// Returns how many bytes it read, or -1 when there is nothing to read.
  static long read(int fd, MemorySegment buffer) throws IOException {
    try {
      return (long) READ.invokeExact(fd, buffer, buffer.byteSize());
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// Returns how many bytes it wrote, or -1 when that was refused.
  static long write(int fd, MemorySegment buffer) throws IOException {
    try {
      return (long) WRITE.invokeExact(fd, buffer, buffer.byteSize());
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// Waits until there is something to read, at most so long.
  ///
  /// @param pollFd 8 bytes to work with
  static void awaitReadable(int fd, MemorySegment pollFd, int millis) throws IOException {
    pollFd.set(JAVA_INT, 0, fd);
    pollFd.set(JAVA_SHORT, 4, POLLIN);
    pollFd.set(JAVA_SHORT, 6, (short) 0);
    try {
      int _ = (int) POLL.invokeExact(pollFd, 1L, millis);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void close(int fd) throws IOException {
    try {
      int _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private static int require(String call, int result, MemorySegment state) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": errno " + (int) ERRNO_OF_STATE.get(state, 0L));
    }
    return result;
  }

  private static IOException rethrow(Throwable e) {
    return e instanceof IOException io ? io : new IOException(e);
  }

  @SuppressWarnings("restricted") // the harness is started with --enable-native-access
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
