package io.turnpike.bench.chain;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A chain that is being put together: starts its roles one after another, each when the one before
/// it is ready. When one fails, the ones before it are stopped.
final class Assembly implements AutoCloseable {
  private final Places places;
  private final Keys keys;
  private final int destinationPort;
  private final List<Role> roles = new ArrayList<>();
  private final Map<RoleName, Duration> starts = new EnumMap<>(RoleName.class);
  private InetSocketAddress address;

  Assembly(Places places, Keys keys, int destinationPort) {
    this.places = places;
    this.keys = keys;
    this.destinationPort = destinationPort;
    this.address = new InetSocketAddress(places.reverse().address(), destinationPort);
  }

  Places places() {
    return places;
  }

  Keys keys() {
    return keys;
  }

  /// Where the destination listens, in the place of the reverse-proxy.
  int destinationPort() {
    return destinationPort;
  }

  Path write(String name, String content) throws Exception {
    return keys.workspace().write(name, content);
  }

  /// Starts a role and waits until it is ready.
  void role(RoleName name, List<String> command, Ready ready) throws Exception {
    Path directory = keys.workspace().directory();
    Role role = Role.start(name, places.of(name), command, directory, ready);
    roles.add(role);
    starts.put(name, role.awaitReady(ready));
  }

  /// Starts a role that is ready when it listens on a port of its place.
  void role(RoleName name, List<String> command, int port) throws Exception {
    role(name, command, new Ready.Port(places.of(name), port));
  }

  /// The source shall connect to this port of its own place.
  void listensOn(int port) {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  InetSocketAddress address() {
    return address;
  }

  /// A role that was started.
  Role role(RoleName name) {
    return roles.stream().filter(role -> role.name() == name).findFirst().orElseThrow();
  }

  List<Role> roles() {
    return roles;
  }

  Map<RoleName, Duration> starts() {
    return starts;
  }

  /// Stops its roles, the last one first.
  @Override
  public void close() {
    for (Role role : roles.reversed()) {
      role.close();
    }
  }
}
