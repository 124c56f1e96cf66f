package io.turnpike.entry;

import io.netty.util.NetUtil;
import io.turnpike.forward.CaptureListeners;
import io.turnpike.forward.Entrance;
import io.turnpike.forward.Ingress;
import io.turnpike.forward.StreamOpener;
import io.turnpike.front.Front;
import io.turnpike.front.FrontListener;
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

/// Where an entry-point listens besides its routes: captures and fronts. Opened once, by the thread
/// that starts it; any thread may close it.
final class OtherListeners {
  private static final Logger log = LoggerFactory.getLogger(OtherListeners.class);

  private final Listener listener;
  private final StreamOpener opener;
  private final List<Listening> listening = new ArrayList<>();
  private final Map<String, String> byName = new LinkedHashMap<>();

  OtherListeners(Listener listener, StreamOpener opener) {
    this.listener = listener;
    this.opener = opener;
  }

  /// @throws IOException when one cannot be bound
  void open(EntryPointConfig config, Ingress.Rules rules) throws IOException {
    listenForCaptured(config, rules);
    listenAtFronts(config, rules);
  }

  private void listenForCaptured(EntryPointConfig config, Ingress.Rules rules) throws IOException {
    var ports = new CaptureListeners.Ports(config.transparent(), config.listeners().tproxyPorts());
    if (ports.isEmpty()) {
      return;
    }
    Entrance entrance = config.listeners().entrance("transparent", config.connections().filters());
    var capture =
        new CaptureListeners(
            ports,
            Optional.empty(),
            (source, to) -> source.asChannel(channel -> opener.open(channel, entrance, to)));
    listening.addAll(capture.listen(listener, rules));
    byName.put("transparent", ports.all().toString());
  }

  private void listenAtFronts(EntryPointConfig config, Ingress.Rules rules) throws IOException {
    for (Front front : config.fronts()) {
      Entrance entrance =
          config.listeners().entrance(front.toString(), config.connections().filters());
      Listening bound = new FrontListener(front, entrance, opener).listen(listener, rules);
      listening.add(bound);
      String address = NetUtil.toSocketAddressString(bound.address());
      byName.put(front.toString(), address);
      log.info("listening address={} route={}", address, front);
    }
  }

  /// Where each listens, as it is shown.
  Map<String, String> byName() {
    return byName;
  }

  List<InetSocketAddress> addresses() {
    return listening.stream().map(Listening::address).toList();
  }

  void close() {
    listening.forEach(Listening::close);
  }
}
