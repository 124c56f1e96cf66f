package io.turnpike.bench.path;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A TUN device of the namespace in which it was opened; each packet has a `virtio_net_hdr` before
/// it. Read by one thread and written by one other.
final class Tun implements AutoCloseable {
  /// A `virtio_net_hdr`, and the largest packet that TCP gives out unsegmented.
  static final int MAX_PACKET_BYTES = 10 + 65_535;

  private static final long TUNSETIFF = 0x4004_54caL;
  private static final long TUNSETOFFLOAD = 0x4004_54d0L;
  private static final short IFF_TUN_NO_PI_VNET_HDR = 0x0001 | 0x1000 | 0x4000;

  /// Checksums, and segmentation over IPv4 and IPv6.
  private static final long OFFLOADS = 1 | 2 | 4;

  private static final long IFREQ_BYTES = 40;
  private static final long IFREQ_FLAGS_AT = 16;

  private final int fd;

  private Tun(int fd) {
    this.fd = fd;
  }

  /// Makes the device in the calling thread's namespace.
  static Tun open(String name) throws IOException {
    int fd = Linux.open("/dev/net/tun");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_BYTES);
      request.setString(0, name);
      request.set(JAVA_SHORT, IFREQ_FLAGS_AT, IFF_TUN_NO_PI_VNET_HDR);
      Linux.ioctl(fd, TUNSETIFF, request);
      Linux.ioctl(fd, TUNSETOFFLOAD, MemorySegment.ofAddress(OFFLOADS));
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
    return new Tun(fd);
  }

  /// Returns the length of the packet it read, or -1 when there is none.
  long read(MemorySegment buffer) throws IOException {
    return Linux.read(fd, buffer);
  }

  /// @param scratch 8 bytes to work with
  void awaitPacket(MemorySegment scratch, int millis) throws IOException {
    Linux.awaitReadable(fd, scratch, millis);
  }

  /// Returns whether the kernel took it.
  boolean write(MemorySegment packet) throws IOException {
    return Linux.write(fd, packet) == packet.byteSize();
  }

  @Override
  public void close() throws IOException {
    Linux.close(fd);
  }
}
