package io.turnpike.forward;

import io.netty.util.NetUtil;
import io.turnpike.net.Listener;
import io.turnpike.net.Listening;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listeners of a program, which may be others later: whoever is connected does not notice. Any
/// thread but an event loop; one at a time.
public final class Doors implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Doors.class);

  private final Listener listener;
  private final List<Open> open = new ArrayList<>();
  private boolean closed;

  /// @param door as it was bound; its ingress stays, and becomes what later ones say
  private record Open(Door door, Ingress ingress, Listening listening) {
    /// Whether it listens where `wanted` is to, even if the system chose the port.
    boolean isAt(Door wanted) {
      return door.isSamePlace(wanted) || wanted.address().equals(listening.address());
    }

    int port() {
      return listening.address().getPort();
    }

    void close() {
      listening.close().join();
    }
  }

  public Doors(Listener listener) {
    this.listener = listener;
  }

  /// Opens what is new, changes what is at the same place, closes what is gone; or, when something
  /// cannot be bound, leaves everything as it was.
  ///
  /// @throws IOException with one line: which address, and why not
  public synchronized void become(List<Door> wanted) throws IOException {
    if (closed) {
      return; // the program drains
    }
    List<Open> next = new ArrayList<>();
    List<Open> fresh = new ArrayList<>();
    List<Open> left = new ArrayList<>(open);
    List<Open> early = new ArrayList<>();
    try {
      for (Door door : wanted) {
        Optional<Open> same = left.stream().filter(each -> each.isAt(door)).findFirst();
        if (same.isPresent()) {
          left.remove(same.get());
          next.add(new Open(door, same.get().ingress, same.get().listening));
        }
      }
      for (int i = 0; i < wanted.size(); i++) {
        Door door = wanted.get(i);
        if (i >= next.size() || !next.get(i).door.equals(door)) {
          makeRoom(door, left, early);
          Open added = open(door);
          fresh.add(added);
          next.add(i, added);
        }
      }
    } catch (IOException e) {
      fresh.forEach(Open::close);
      reopen(early);
      throw e;
    }
    settle(next, fresh, left);
  }

  /// Closes a door that would keep a new one from its port.
  private static void makeRoom(Door door, List<Open> left, List<Open> early) {
    for (Open each : left) {
      if (each.port() == door.address().getPort() && !early.contains(each)) {
        each.close();
        early.add(each);
      }
    }
  }

  private void reopen(List<Open> early) throws IOException {
    for (Open each : early) {
      open.set(open.indexOf(each), open(each.door));
    }
  }

  private Open open(Door door) throws IOException {
    return new Open(door, door.ingress(), door.ingress().listen(listener));
  }

  private void settle(List<Open> next, List<Open> fresh, List<Open> left) {
    for (Open gone : left) {
      gone.close();
      log.info("no longer listening address={} route={}", show(gone.listening), gone.door.name());
    }
    for (Open now : next) {
      if (fresh.contains(now)) {
        log.info("listening address={} route={}", show(now.listening), now.door.name());
      } else if (!before(now).settings().equals(now.door.settings())) {
        now.ingress.become(now.door.ingress());
        log.info("changed address={} route={}", show(now.listening), now.door.name());
      }
    }
    open.clear();
    open.addAll(next);
  }

  private Door before(Open now) {
    return open.stream()
        .filter(each -> each.listening.equals(now.listening))
        .findFirst()
        .orElseThrow()
        .door;
  }

  private static String show(Listening listening) {
    return NetUtil.toSocketAddressString(listening.address());
  }

  /// Where they listen, in the order of the configuration.
  public synchronized List<InetSocketAddress> addresses() {
    return open.stream().map(each -> each.listening.address()).toList();
  }

  /// Where each route is listened for, in their order; what listens otherwise, too.
  ///
  /// @param others by name
  public synchronized Map<String, String> byRoute(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>();
    open.forEach(each -> all.put(each.door.name(), show(each.listening)));
    all.putAll(others);
    return all;
  }

  /// Listens no more, now and later; whoever is connected does not notice. Any thread.
  @Override
  public synchronized void close() {
    closed = true;
    open.forEach(each -> each.listening.close());
  }
}
