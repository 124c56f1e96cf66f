package io.turnpike.e2e.mistakes;

import io.turnpike.e2e.Chain;
import io.turnpike.e2e.Keys;
import io.turnpike.entry.EntryPointCommand;
import java.util.ArrayList;
import java.util.List;

/// `entry-point doctor` for the edge of a [Chain].
final class Doctor {
  private Doctor() {}

  static Asked asked(Chain chain, String... more) {
    return asked(chain.keys(), "127.0.0.1:" + chain.relayPort(), more);
  }

  static Asked asked(Keys keys, String relay, String... more) {
    return Asked.run(new EntryPointCommand(), words(keys, relay, more));
  }

  static String[] words(Keys keys, String relay, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "doctor",
                "-s",
                relay,
                "-c",
                keys.serverCert().toString(),
                "-a",
                keys.authPrivate().toString(),
                "--authorized-keys",
                keys.authorizedKeys().toString()));
    if (!List.of(more).contains("-g")) {
      words.addAll(List.of("-g", "7"));
    }
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }
}
