package io.turnpike.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.turnpike.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @AfterEach
  void restore() {
    Logging.start("turnpike", LogLevel.INFO);
  }

  @Test
  void printsToStderrUnderTheNameOfTheProgram() {
    Logging.start("relay-server", LogLevel.INFO);
    String printed =
        capture(() -> {
          LoggerFactory.getLogger("io.turnpike.X").info("ready");
          LoggerFactory.getLogger("io.turnpike.X").debug("unseen");
        });
    assertTrue(printed.endsWith("Z INFO  relay-server  ready" + System.lineSeparator()), printed);
    assertEquals(1, printed.lines().count());
  }

  @Test
  void nettyLogsThroughItFromWarnUp() {
    Logging.start("relay-server", LogLevel.TRACE);
    var netty = InternalLoggerFactory.getInstance("io.netty.X");
    assertTrue(netty.isWarnEnabled());
    assertFalse(netty.isInfoEnabled());
    assertTrue(capture(() -> netty.warn("odd")).contains("odd logger=io.netty.X"));
    Logging.start("relay-server", LogLevel.ERROR);
    assertFalse(netty.isWarnEnabled());
  }

  @Test
  void linesOfALoopKeepTheirOrder() {
    EventLoopGroup group = Transport.best().newGroup("log", 1);
    Logger log = LoggerFactory.getLogger("io.turnpike.X");
    try {
      String printed =
          capture(() -> {
            group
                .submit(() -> {
                  log.info("one");
                  log.info("two");
                })
                .syncUninterruptibly();
            group.submit(() -> {}).syncUninterruptibly(); // in a later pass, or behind it in this
            group.submit(() -> log.warn("three")).syncUninterruptibly();
          });
      List<String> said = printed.lines().map(line -> line.replaceFirst(".*  ", "")).toList();
      assertEquals(List.of("one", "two", "three"), said);
    } finally {
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private static String capture(Runnable action) {
    PrintStream stderr = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(stderr);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
