package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Socket;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The relay's certificate is replaced under load, by writing files and nothing else.
class CertificateRotationTest {
  private static final int RELOADS = 5;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger echoes = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  /// One stream that stays through all of it.
  private Void stay(Chain chain) throws Exception {
    try (Socket source = Tcp.connect(chain.address())) {
      while (!over.get()) {
        echo(source);
      }
      source.shutdownOutput();
      Tcp.expectEnd(source);
    }
    return null;
  }

  /// New connections all the time.
  private Void come(Chain chain) throws Exception {
    while (!over.get()) {
      try (Socket source = Tcp.connect(chain.address())) {
        echo(source);
        source.shutdownOutput();
        Tcp.expectEnd(source);
      }
      connections.incrementAndGet();
    }
    return null;
  }

  private void echo(Socket source) throws Exception {
    source.getOutputStream().write(42);
    assertEquals(42, source.getInputStream().read());
    echoes.incrementAndGet();
  }

  private static void replaceCertificate(Chain chain) throws Exception {
    String before = Files.readString(chain.keys().serverCert());
    try (var log = LogCapture.begin()) {
      chain.keys().genCert("x509", "--force", "--dns", "localhost", "--ip", "127.0.0.1,::1");
      log.await("INFO keys reloaded certificate=");
      Await.until(
          () -> "edges have not read the new certificate: " + log.lines(),
          () -> log.find("INFO keys reloaded identity=").count() >= 2);
    }
    assertEquals(false, before.equals(Files.readString(chain.keys().serverCert())));
  }

  @Test
  void fiveCertificatesUnderLoadWithoutAnError() throws Exception {
    try (var destination = Destination.echo();
        var chain = Chain.start(ChainSettings.of(destination.route()));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> stays = executor.submit(() -> stay(chain));
      Future<?> comes = executor.submit(() -> come(chain));
      for (int i = 0; i < RELOADS; i++) {
        replaceCertificate(chain);
        int before = connections.get();
        chain.addEntry(chain.settings()).awaitReady(); // handshakes with the new certificate
        Await.until(() -> "connections=" + connections, () -> connections.get() > before);
      }
      over.set(true);
      stays.get();
      comes.get();
      System.out.printf(
          "%d certificates under load: %d connections, %d echoes, no error%n",
          RELOADS, connections.get(), echoes.get());
    }
  }
}
