package io.turnpike.stream;

import java.util.Random;

/// Takes its values from bytes that a fuzzer has chosen, a byte for each choice of a few; behind
/// their end from a fixed seed, so that what has begun also ends.
final class GuidedRandom extends Random {
  private static final int FEW = 256;

  private final byte[] choices;
  private int at;

  GuidedRandom(byte[] choices) {
    super(1);
    this.choices = choices.clone();
  }

  @Override
  public int nextInt(int bound) {
    return bound <= FEW && at < choices.length
        ? (choices[at++] & 0xff) % bound
        : super.nextInt(bound);
  }

  @Override
  public boolean nextBoolean() {
    return nextInt(2) == 1;
  }

  @Override
  protected int next(int bits) {
    if (choices == null || at >= choices.length) { // the superclass is being made, or it is over
      return super.next(bits);
    }
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << Byte.SIZE | (at < choices.length ? choices[at++] & 0xff : 0);
    }
    return value >>> (Integer.SIZE - bits);
  }
}
