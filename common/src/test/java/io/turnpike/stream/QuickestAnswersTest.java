package io.turnpike.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuickestAnswersTest {
  private final SecuredTunnels secured = new SecuredTunnels();
  private final SecuredTunnels otherPath = new SecuredTunnels();
  private final QuickestAnswers answers = new QuickestAnswers();

  @AfterEach
  void release() {
    secured.close();
    otherPath.close();
  }

  private static CarryingTunnel tunnel(SecuredTunnels through) {
    EmbeddedChannel channel = through.secured();
    channel.writeInbound(SecuredTunnels.bytes(SecuredTunnels.BIND));
    return through.tunnel;
  }

  @Test
  void aPathIsAsShortAsItsQuickestTunnelSays() {
    CarryingTunnel one = tunnel(secured);
    CarryingTunnel other = tunnel(secured);
    assertEquals(30, answers.note(one, 30));
    assertEquals(20, answers.note(other, 20));
    assertEquals(20, answers.note(one, 25));
    assertEquals(10, answers.note(one, 10));
    assertEquals(10, answers.note(other, 20));
  }

  @Test
  void whatATunnelSaidIsForgottenWithIt() {
    CarryingTunnel one = tunnel(secured);
    CarryingTunnel other = tunnel(secured);
    answers.note(one, 10);
    answers.note(other, 20);
    answers.forget(one);
    assertEquals(20, answers.note(other, 20));
    answers.forget(other);
    assertEquals(40, answers.note(other, 40));
  }

  @Test
  void equalAnswersAreForgottenOneByOne() {
    CarryingTunnel one = tunnel(secured);
    CarryingTunnel other = tunnel(secured);
    CarryingTunnel slow = tunnel(secured);
    answers.note(one, 10);
    answers.note(other, 10);
    answers.forget(one);
    assertEquals(10, answers.note(slow, 30));
    answers.forget(other);
    assertEquals(30, answers.note(slow, 30));
  }

  @Test
  void aTunnelThatNeverAnsweredIsForgottenToo() {
    CarryingTunnel one = tunnel(secured);
    answers.forget(one);
    answers.note(one, 10);
    answers.forget(tunnel(secured));
    assertEquals(10, answers.note(one, 10));
  }

  @Test
  void eachPathHasItsOwn() {
    answers.note(tunnel(secured), 10);
    assertEquals(20, answers.note(tunnel(otherPath), 20));
  }
}
