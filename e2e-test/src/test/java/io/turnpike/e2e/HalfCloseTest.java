package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// FIN ends one direction and leaves the other alone, whoever sends it first.
@ParameterizedClass
@EnumSource
class HalfCloseTest {
  private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8);
  private static final int ANSWER_SECONDS = 2;
  private static final Content LARGE = new Content(7, 10 << 20);
  private static final Content SMALL = new Content(8, 100_000);

  private final Carriers carriers;

  HalfCloseTest(Carriers carriers) {
    this.carriers = carriers;
  }

  @FunctionalInterface
  private interface SourceScript {
    void run(Socket source) throws Exception;
  }

  /// Both scripts, each `times` times, one connection after another; nothing is left open.
  private void play(int times, Destination.Script script, SourceScript source) throws Exception {
    try (var destination = Destination.start(script);
        var carrier = carriers.start(destination.route())) {
      for (int i = 0; i < times; i++) {
        try (Socket socket = Tcp.connect(carrier.address())) {
          source.run(socket);
        }
      }
      carrier.awaitNoStreams();
      Await.until(() -> "not all accepted", () -> destination.accepted() == times);
      destination.awaitNone();
    }
  }

  private static void send(Socket socket, Content content) throws IOException {
    content.writeTo(socket.getOutputStream());
    socket.shutdownOutput();
  }

  private static void expect(Socket socket, Content content) throws IOException {
    assertArrayEquals(content.sha256(), content.readFrom(socket.getInputStream()));
  }

  @Test
  void anAnswerTwoSecondsBehindTheRequestsFinArrivesWhole() throws Exception {
    try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
      play(
          1,
          socket -> {
            assertArrayEquals(REQUEST, socket.getInputStream().readAllBytes());
            later
                .schedule(
                    () -> {
                      send(socket, LARGE);
                      return null;
                    },
                    ANSWER_SECONDS,
                    TimeUnit.SECONDS)
                .get();
          },
          socket -> {
            socket.getOutputStream().write(REQUEST);
            socket.shutdownOutput();
            expect(socket, LARGE);
          });
    }
  }

  @Test
  void anUploadBehindTheServersFinArrivesWhole() throws Exception {
    play(
        1,
        socket -> {
          socket.shutdownOutput();
          expect(socket, LARGE);
        },
        socket -> {
          Tcp.expectEnd(socket);
          send(socket, LARGE);
          // Nothing more can be said; the server has closed when its script has ended.
        });
  }

  @Test
  void theServerSpeaksFirst() throws Exception {
    play(
        10,
        socket -> {
          socket.getOutputStream().write(REQUEST);
          expect(socket, SMALL);
        },
        socket -> {
          assertArrayEquals(REQUEST, socket.getInputStream().readNBytes(REQUEST.length));
          send(socket, SMALL);
          Tcp.expectEnd(socket);
        });
  }

  @Test
  void dataAndFinRightBehindTheConnectionArriveWhole() throws Exception {
    play(
        100,
        socket -> {
          expect(socket, SMALL);
          send(socket, SMALL);
        },
        socket -> {
          send(socket, SMALL);
          expect(socket, SMALL);
        });
  }

  @Test
  void finAloneRightBehindTheConnectionArrives() throws Exception {
    play(
        100,
        Tcp::expectEnd,
        socket -> {
          socket.shutdownOutput();
          Tcp.expectEnd(socket);
        });
  }

  @Test
  void aSourceThatClosesAtOnceStillDelivers() throws Exception {
    play(100, socket -> expect(socket, SMALL), socket -> SMALL.writeTo(socket.getOutputStream()));
  }

  @Test
  void bothFinsAtOnceEndTheConnection() throws Exception {
    play(
        100,
        socket -> {
          socket.shutdownOutput();
          socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        },
        socket -> {
          socket.shutdownOutput();
          assertEquals(0, socket.getInputStream().readAllBytes().length);
        });
  }
}
