package dev.handover.health;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares as people read them, in percent with one decimal at most. */
public final class Percent {

  private Percent() {}

  /**
   * {@code 2 %}, {@code 0.5 %}, {@code -1 %}.
   *
   * @param share of 1
   */
  public static String of(double share) {
    return number(share) + " %";
  }

  static String number(double share) {
    return BigDecimal.valueOf(share)
        .movePointRight(2)
        .setScale(1, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
