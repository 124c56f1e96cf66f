package io.turnpike.edge;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.turnpike.cli.RelaySpread;
import io.turnpike.edge.RelayChoice.Standing;
import io.turnpike.frame.Frame;
import io.turnpike.tunnel.RelayLink;
import io.turnpike.tunnel.RelayTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An edge's links, one to each address of the relays that it uses; the relays know nothing of each
/// other. Belongs to the home loop, but for the public methods: any thread.
///
/// Every link keeps tunnels of its own, so that the loss of a relay costs new connections nothing,
/// and the streams that it carried go on through another. A link that is not to be any more, but is
/// connected, is kept a while: the other edges of the group may not have heard yet.
public final class RelayLinks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RelayLinks.class);

  private final EdgeRuntime edge;
  private final EventLoop home;
  private final int perEdge;
  private final long holdMillis;
  private final Rendezvous rendezvous;
  private final BiFunction<RelayTarget, RelayLink.Observer, RelayLink> maker;
  private final RelayNames names;
  private final Map<RelayTarget, Linked> linked = new LinkedHashMap<>();
  private volatile int wanted = 1;
  private boolean closed;

  /// @param maker makes a link to a relay, not started yet; what its observer is told must also be
  ///   told to the given one
  public RelayLinks(
      EdgeRuntime edge, BiFunction<RelayTarget, RelayLink.Observer, RelayLink> maker) {
    this.edge = edge;
    this.home = edge.home();
    RelaySpread spread = edge.config().spread();
    this.perEdge = spread.perEdge();
    this.holdMillis = 2 * spread.refresh().toMillis();
    this.rendezvous = new Rendezvous(edge.config().group());
    this.maker = maker;
    this.names =
        new RelayNames(
            home,
            edge.resolver()::resolve,
            edge.config().relays(),
            spread.refresh(),
            this::reconcile);
  }

  /// One link. On the home loop.
  private final class Linked implements RelayLink.Observer {
    final RelayTarget target;
    final RelayLink link;
    Standing standing = Standing.OPEN;
    @Nullable Future<?> retirement;

    Linked(RelayTarget target) {
      this.target = target;
      this.link = maker.apply(target, this);
    }

    @Override
    public void link(boolean up) {
      standing = up ? Standing.SERVED : Standing.FAILED;
      if (!up) {
        names.lost(target.name());
      }
      reconcile();
    }

    /// Only an entry-point passes it on: it is what it looks for.
    @Override
    public void presence(Frame.Presence presence) {
      standing = presence.serving() > 0 ? Standing.SERVED : Standing.UNSERVED;
      reconcile();
    }

    @Override
    public void goAway(Frame.GoAway goAway) {}

    @Override
    public void denied() {}

    @Override
    public void retired() {}

    /// It is one of those that should be.
    void keep() {
      if (retirement != null) {
        retirement.cancel(false);
        retirement = null;
      }
    }

    void surplus() {
      if (standing == Standing.OPEN || standing == Standing.FAILED) {
        keep();
        leave();
      } else if (retirement == null) {
        retirement = home.schedule(this::retire, holdMillis, TimeUnit.MILLISECONDS);
      }
    }

    private void retire() {
      log.info("relay not used any more: connections go on elsewhere relay={}", target);
      leave();
    }

    private void leave() {
      linked.remove(target);
      link.retire();
      edge.forget(link);
    }
  }

  /// Makes the links that should be, and retires those that should not.
  private void reconcile() {
    if (closed) {
      return;
    }
    List<RelayTarget> known = names.targets();
    List<RelayTarget> order =
        perEdge == 0 ? known : rendezvous.order(known, target -> target.address().toString());
    List<Standing> standings = order.stream().map(this::standing).toList();
    List<RelayTarget> chosen = order.subList(0, RelayChoice.links(standings, perEdge));
    wanted = Math.max(1, chosen.size());
    List.copyOf(linked.values()).stream()
        .filter(each -> !chosen.contains(each.target))
        .forEach(Linked::surplus);
    for (RelayTarget target : chosen) {
      Linked link = linked.get(target);
      if (link == null) {
        link = new Linked(target);
        linked.put(target, link);
        link.link.start();
      }
      link.keep();
    }
  }

  private Standing standing(RelayTarget target) {
    Linked link = linked.get(target);
    return link == null ? Standing.OPEN : link.standing;
  }

  /// How many idle tunnels each link keeps, so that there are `pool` in all.
  public int share(int pool) {
    return Math.ceilDiv(pool, wanted);
  }

  /// Starts dialling.
  public void start() {
    home.execute(names::start);
  }

  /// Dials no more, at once; see [RelayLink#close].
  public void stop() {
    if (!home.isShuttingDown()) {
      home.execute(this::closeAll);
    }
  }

  private List<Future<?>> closeAll() {
    closed = true;
    return linked.values().stream().<Future<?>>map(each -> each.link.close()).toList();
  }

  /// As [#stop], and waits. Not on an event loop.
  @Override
  public void close() {
    if (!home.isShuttingDown()) {
      Future<List<Future<?>>> closing = home.submit(this::closeAll);
      closing.awaitUninterruptibly();
      closing.getNow().forEach(Future::awaitUninterruptibly);
    }
  }
}
