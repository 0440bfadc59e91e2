package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartExtentTest {

  @Test
  void up_to_a_third_of_a_wave_may_be_in_quarantine_and_not_one_device_more() {
    assertThat(new PartExtent(300, 0, 100).mayBeQuarantined()).isTrue();
    assertThat(new PartExtent(299, 0, 100).mayBeQuarantined()).isFalse();
    assertThat(new PartExtent(300, 0, 101).mayBeQuarantined()).isFalse();
  }

  @Test
  void what_is_in_quarantine_already_counts() {
    assertThat(new PartExtent(300, 90, 10).mayBeQuarantined()).isTrue();
    assertThat(new PartExtent(300, 90, 11).mayBeQuarantined()).isFalse();
  }

  @Test
  void a_part_without_a_device_left_is_none() {
    assertThat(new PartExtent(300, 0, 0).mayBeQuarantined()).isFalse();
  }

  @Test
  void the_worst_failed_part_goes_and_none_where_the_wave_has_failed_or_no_part_has() {
    StratumJudgement bad = part("A", true);
    StratumJudgement alsoBad = part("B", true);
    StratumJudgement good = part("C", false);

    assertThat(judgement(Verdict.HOLD_INCONCLUSIVE, bad, alsoBad, good).partToQuarantine())
        .contains(bad);
    assertThat(judgement(Verdict.HOLD_INSUFFICIENT, good).partToQuarantine()).isEmpty();
    assertThat(judgement(Verdict.FAIL, bad).partToQuarantine()).isEmpty();
  }

  private static Judgement judgement(Verdict verdict, StratumJudgement... parts) {
    return new Judgement(verdict, List.of(), true, List.of(), List.of(parts), null);
  }

  private static StratumJudgement part(String model, boolean failed) {
    return new StratumJudgement(
        new Strata.Stratum("model", model),
        "noncompliant",
        6,
        6,
        0,
        1.0,
        9,
        9,
        .0001,
        .001,
        failed,
        "");
  }
}
