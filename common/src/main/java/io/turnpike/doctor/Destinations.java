package io.turnpike.doctor;

import io.turnpike.forward.Route;
import io.turnpike.frame.Endpoint;
import io.turnpike.frame.ResetCode;
import io.turnpike.net.HostPort;
import io.turnpike.stream.CarryingTunnel;
import io.turnpike.stream.TunnelChooser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Has the far end dial the destination of each route, all at once, and lets go in good order,
/// where the destination is as quick. Blocks.
final class Destinations {
  private static final Endpoint NOBODY = new Endpoint("127.0.0.1", 0);

  private static final Duration LEAVE = Duration.ofSeconds(1);

  private final TunnelChooser tunnels;
  private final Duration limit;
  private final Report.Section section;

  private record Dial(
      Route route,
      long beginNanos,
      CompletableFuture<OpenTrial.Answer> answer,
      CompletableFuture<Boolean> over) {}

  /// @param limit for the far end's answer
  Destinations(TunnelChooser tunnels, Duration limit, Report.Section section) {
    this.tunnels = tunnels;
    this.limit = limit;
    this.section = section;
  }

  void look(List<Route> routes) throws InterruptedException {
    List<Dial> dials = new ArrayList<>();
    for (Route route : routes) {
      var dial =
          new Dial(route, System.nanoTime(), new CompletableFuture<>(), new CompletableFuture<>());
      dials.add(dial);
      open(dial);
    }
    for (Dial dial : dials) {
      report(dial);
    }
    CompletableFuture.allOf(dials.stream().map(Dial::over).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, LEAVE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void open(Dial dial) {
    Optional<CarryingTunnel> chosen = tunnels.choose();
    if (chosen.isEmpty()) {
      lost(dial);
      return;
    }
    CarryingTunnel tunnel = chosen.get();
    HostPort to = dial.route().destination();
    tunnel
        .loop()
        .execute(() -> {
          boolean there =
              tunnel.open(
                  ThreadLocalRandom.current().nextLong(),
                  new Endpoint(to.host(), to.port()),
                  NOBODY,
                  stream -> new OpenTrial(stream, dial.answer(), dial.over()));
          if (!there) {
            lost(dial);
          }
        });
  }

  private static void lost(Dial dial) {
    dial.answer().complete(new OpenTrial.Answer.Failed(ResetCode.TUNNEL_LOST));
    dial.over().complete(true);
  }

  private void report(Dial dial) throws InterruptedException {
    String what = dial.route().toString();
    HostPort to = dial.route().destination();
    switch (answer(dial)) {
      case OpenTrial.Answer.Connected(Endpoint dialled, long nanos) ->
          section.ok(
              Step.ROUTE,
              what,
              "the reverse-proxy is connected with %s in %s"
                  .formatted(dialled, Millis.of(nanos - dial.beginNanos())));
      case OpenTrial.Answer.Failed(ResetCode code) ->
          section.failed(Step.ROUTE, what, to + ": " + code.text(), remedy(code, to));
    }
  }

  private OpenTrial.Answer answer(Dial dial) throws InterruptedException {
    try {
      return dial.answer().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new OpenTrial.Answer.Failed(ResetCode.TIMED_OUT);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nothing fails it
    }
  }

  private static String remedy(ResetCode code, HostPort to) {
    return switch (code) {
      case REFUSED ->
          "start what should listen on port %d of %s, as the reverse-proxy's host sees it, or correct the route"
              .formatted(to.port(), to.host());
      case TIMED_OUT ->
          "open the firewalls between the reverse-proxy and %s, or correct the route".formatted(to);
      case NO_SUCH_NAME ->
          "correct the name in the route, or the DNS of the reverse-proxy's host, which resolves"
              + " it";
      case UNREACHABLE ->
          "give the reverse-proxy's host a way to %s, or correct the route".formatted(to.host());
      case DENIED ->
          "let the reverse-proxy dial it: its --allow and --deny, and permitopen in this identity's"
              + " line of its authorized_keys";
      case LIMIT ->
          "raise the limit that the reverse-proxy's log names: its --max-streams, or max-streams in"
              + " this identity's line";
      case DRAINING -> "wait until the reverse-proxy is back";
      case ABORTED, UNKNOWN_STREAM, INTERNAL, TUNNEL_LOST, NEVER_OPENED ->
          "try again; if it stays, look at the reverse-proxy's log";
    };
  }
}
