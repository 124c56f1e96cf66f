package io.turnpike.net;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pipe of the kernel, through which [Splice] moves bytes; empty between its uses. Belongs to one
/// loop.
final class SplicePipe {
  private static final Logger log = LoggerFactory.getLogger(SplicePipe.class);
  private static final int NO_OFFSET = -1;
  private static final int FILL_BYTES = 1024 * 1024; // more than any pipe holds

  private final FileDescriptor out;
  private final FileDescriptor in;

  private SplicePipe(FileDescriptor out, FileDescriptor in) {
    this.out = out;
    this.in = in;
  }

  static SplicePipe open() throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe();
    return new SplicePipe(ends[0], ends[1]);
  }

  /// Takes what `socket` has received; 0 when that is nothing, or its end.
  int fill(FileDescriptor socket) throws IOException {
    return splice(socket, in, FILL_BYTES);
  }

  /// Gives of `bytes` that are in it what `socket` takes, and returns how many that were.
  int drain(FileDescriptor socket, int bytes) throws IOException {
    int drained = 0;
    while (drained < bytes) {
      int taken = splice(out, socket, bytes - drained);
      if (taken == 0) {
        break;
      }
      drained += taken;
    }
    return drained;
  }

  /// Reads as many bytes as `room` has; they are there.
  void take(ByteBuffer room) throws IOException {
    int position = room.position();
    while (position < room.limit()) {
      int taken = out.read(room, position, room.limit());
      if (taken <= 0) {
        throw new IOException("a pipe holds less than went in");
      }
      position += taken;
    }
  }

  private static int splice(FileDescriptor from, FileDescriptor to, int bytes) throws IOException {
    return Native.splice(from.intValue(), NO_OFFSET, to.intValue(), NO_OFFSET, bytes);
  }

  void close() {
    for (FileDescriptor end : new FileDescriptor[] {out, in}) {
      try {
        end.close();
      } catch (IOException e) {
        log.debug("a pipe could not be closed: {}", e.getMessage());
      }
    }
  }
}
