package dev.handover.health;

import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said of the parts of a wave, and in which order. */
class StrataWordsTest {

  @Test
  void silent_devices_are_told_apart_from_unhealthy_ones() {
    StratumJudgement part = judge(20, true, count("A", 20, 3, 2, 0)).get(0);

    assertThat(part.judged()).isEqualTo(25);
    assertThat(part.unhealthy()).isEqualTo(5);
    assertThat(part.silent()).isEqualTo(2);
    assertThat(part.rate()).isEqualTo(.2);
    assertThat(part.sentence())
        .isEqualTo(
            "Model A: 3 of 25 devices non-compliant and 2 silent, which counts as the same (20 %), not more than chance explains where 20 parts and metrics are looked at.");
  }

  @Test
  void where_silence_does_not_count_a_part_may_have_nobody_judged() {
    StratumJudgement part = judge(1, false, count("A", 0, 0, 2, 0)).get(0);

    assertThat(part.rate()).isNull();
    assertThat(part.silent()).isZero();
    assertThat(part.sentence())
        .isEqualTo(
            "Model A: no device judged yet, not more than chance explains where 1 part is looked at.");
  }

  @Test
  void a_part_that_has_recovered_is_said_to_have_failed_earlier() {
    assertThat(judge(20, true, count("A", 9, 1, 0, 9)).get(0).sentence())
        .isEqualTo(
            "Model A: 1 of 10 devices non-compliant (10 %) now, but it failed earlier in this wave, when more were unhealthy. It stays failed.");
  }

  @Test
  void parts_that_are_equally_bad_come_in_the_order_of_their_names() {
    Count siteB = new Count(new Stratum("site", "B"), "noncompliant", 0, 5, 0, 0, 0);
    assertThat(judge(20, true, siteB, count("B", 0, 5, 0, 0), count("A", 0, 5, 0, 0)))
        .extracting(j -> j.stratum().title())
        .containsExactly("Model A", "Model B", "Site B");
  }

  @Test
  void ten_failed_parts_are_all_named() {
    Count[] ten =
        IntStream.range(0, 10).mapToObj(i -> count("M" + i, 0, 6, 0, 0)).toArray(Count[]::new);
    assertThat(StrataTest.reasons(judge(20, true, ten)))
        .hasSize(10)
        .allSatisfy(r -> assertThat(r.metric()).isEqualTo("noncompliant"));
  }

  private static List<StratumJudgement> judge(int looked, boolean silenceCounts, Count... counts) {
    return StrataTest.judge(
        rules(SilentRule.UNHEALTHY, RULE), new Strata(looked, List.of(counts)), silenceCounts);
  }

  private static Count count(String model, int healthy, int unhealthy, int silent, double maxLlr) {
    return new Count(
        new Stratum("model", model), "noncompliant", healthy, unhealthy, silent, 0, maxLlr);
  }
}
