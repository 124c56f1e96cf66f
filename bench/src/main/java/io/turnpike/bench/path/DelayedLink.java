package io.turnpike.bench.path;

import java.io.IOException;
import java.time.Duration;

/// A link of two namespaces that holds back every packet, the same time in both directions.
final class DelayedLink implements AutoCloseable {
  /// One end: a device of this name and address in a namespace.
  record End(Namespace namespace, String device, String address) {
    private Tun open() throws Exception {
      Tun tun = namespace.call(() -> Tun.open(device));
      namespace.ip("address add " + address + "/24 dev " + device);
      namespace.ip("link set " + device + " mtu 1500 txqueuelen 10000 up");
      return tun;
    }
  }

  private final Tun here;
  private final Tun there;
  private final DelayLine out;
  private final DelayLine back;

  private DelayedLink(Tun here, Tun there, String name, Duration delay) {
    this.here = here;
    this.there = there;
    this.out = DelayLine.start(name + "-there", here, there, delay);
    this.back = DelayLine.start(name + "-back", there, here, delay);
  }

  /// @param delay of each direction
  static DelayedLink open(End here, End there, Duration delay) throws Exception {
    Tun one = here.open();
    try {
      return new DelayedLink(one, there.open(), here.device(), delay);
    } catch (Exception e) {
      one.close();
      throw e;
    }
  }

  /// How many packets were lost because a device did not take them.
  long refused() {
    return out.refused() + back.refused();
  }

  @Override
  public void close() throws IOException {
    out.close();
    back.close();
    here.close();
    there.close();
  }
}
