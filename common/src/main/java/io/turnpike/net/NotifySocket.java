package io.turnpike.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Sends datagrams to a Unix socket, on Linux: what `sd_notify(3)` does. Loaded only under a
/// service manager. Any thread.
public final class NotifySocket {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MOST_PATH_BYTES = 108;
  private static final int FAMILY_BYTES = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      handle(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private final byte[] path;

  /// @param name a path, or with `@` in front an abstract name
  public NotifySocket(String name) {
    this.path = name.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0
        || path.length > MOST_PATH_BYTES
        || (path[0] != '/' && path[0] != '@')
        || (path[0] == '/' && path.length == MOST_PATH_BYTES)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" (expected: a path or an abstract name of at most 107 bytes)");
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
  }

  @SuppressWarnings("restricted") // three functions of the C library
  private static MethodHandle handle(String name, FunctionDescriptor function) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function);
  }

  /// Sends one datagram; tells whether it went.
  public boolean send(String text) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      MemorySegment address =
          arena.allocate(FAMILY_BYTES + path.length + 1L, JAVA_SHORT.byteAlignment());
      address.set(JAVA_SHORT, 0, AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, FAMILY_BYTES, path.length);
      MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
      int descriptor = (int) SOCKET.invokeExact((int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (descriptor < 0) {
        return false;
      }
      try {
        long sent =
            (long)
                SENDTO.invokeExact(
                    descriptor,
                    data,
                    (long) bytes.length,
                    MSG_NOSIGNAL,
                    address,
                    FAMILY_BYTES + path.length);
        return sent == bytes.length;
      } finally {
        int closed = (int) CLOSE.invokeExact(descriptor);
        assert closed == 0;
      }
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library failed", e);
    }
  }

  @Override
  public String toString() {
    byte[] shown = Arrays.copyOf(path, path.length);
    if (shown[0] == 0) {
      shown[0] = '@';
    }
    return new String(shown, StandardCharsets.UTF_8);
  }
}
