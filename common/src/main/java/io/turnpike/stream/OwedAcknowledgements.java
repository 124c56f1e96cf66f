package io.turnpike.stream;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The acknowledgements that the streams of a tunnel owe, said together (`protocol.md` §5.5). The
/// last one of a stream waits apart: the far end keeps all of the stream until it comes, so many
/// short connections would leave much behind, and the collector copy it. Belongs to the tunnel's
/// loop.
final class OwedAcknowledgements {
  /// How long an acknowledgement waits for others, and for the CREDIT that makes it needless.
  static final long MILLIS = 200;

  /// So many last ones are said at once.
  static final int MOST_LAST = 32;

  private final CarryingTunnel tunnel;
  private final IntObjectMap<Stream> streams = new IntObjectHashMap<>(0);
  private final List<Stream> ended = new ArrayList<>();
  private boolean scheduled;

  OwedAcknowledgements(CarryingTunnel tunnel) {
    this.tunnel = tunnel;
  }

  /// Of a stream of this tunnel; once more when everything of it was consumed.
  void add(Stream stream) {
    if (stream.receiving().isComplete()) {
      streams.remove(stream.number());
      ended.add(stream);
    } else {
      streams.put(stream.number(), stream);
    }
    if (ended.size() >= MOST_LAST) {
      sayLast();
    } else if (!scheduled) {
      scheduled = true;
      tunnel.loop().schedule(this::sayAll, MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sayAll() {
    scheduled = false;
    List<Stream> due = List.copyOf(streams.values());
    streams.clear();
    say(due);
    sayLast();
  }

  private void sayLast() {
    List<Stream> due = List.copyOf(ended);
    ended.clear();
    say(due);
  }

  private static void say(Collection<Stream> due) {
    for (Stream stream : due) {
      Resumption resumption = stream.resumption();
      if (resumption != null) {
        resumption.acknowledge();
      }
    }
  }
}
