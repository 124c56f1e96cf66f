package io.turnpike.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519PointTest {

  private static Optional<String> problemOf(String hex) {
    return Ed25519Point.problem(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // RFC 8032 §7.1, tests 1 to 3
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        // the base point
        "5866666666666666666666666666666666666666666666666666666666666666"
      })
  void acceptsKeysOfTheStandard(String hex) {
    assertEquals(Optional.empty(), problemOf(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
      })
  void refusesEveryPointOfSmallOrder(String hex) {
    assertTrue(problemOf(hex).orElse("accepted").contains("small order"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p, which is 0
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p + 1
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // p + 3
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void refusesEncodingsFromTheModulusOn(String hex) {
    assertTrue(problemOf(hex).orElse("accepted").contains("non-canonical"));
  }

  @Test
  void refusesWhatIsNotOnTheCurve() {
    assertTrue(
        problemOf("0200000000000000000000000000000000000000000000000000000000000000")
            .orElse("accepted")
            .contains("no curve point"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void refusesAnotherLength(int bytes) {
    assertEquals(
        Optional.of("ed25519 key of " + bytes + " bytes (expected: 32)"),
        Ed25519Point.problem(new byte[bytes]));
  }
}
