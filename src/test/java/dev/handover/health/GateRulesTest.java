package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.START;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.rules;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.health.Evidence.MetricEvidence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and evidence that no gate may be asked about. */
class GateRulesTest {

  @ParameterizedTest
  @CsvSource({"0, .1", "1.1, .1", "NaN, .1", ".9, 1", ".9, -0.1", ".9, NaN"})
  void rules_that_would_let_anything_through_are_refused(double coverage, double excluded) {
    assertThatThrownBy(
            () ->
                new GateRules(
                    List.of(RULE),
                    coverage,
                    excluded,
                    SilentRule.HOLD,
                    Duration.ZERO,
                    START,
                    DEADLINE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rules_that_contradict_themselves_are_refused() {
    assertThatThrownBy(() -> rules(SilentRule.HOLD, RULE, RULE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new GateRules(
                    List.of(RULE), .9, .1, SilentRule.HOLD, Duration.ZERO, DEADLINE, START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new GateRules(
                    List.of(RULE),
                    .9,
                    .1,
                    SilentRule.HOLD,
                    Duration.ofSeconds(-1),
                    START,
                    DEADLINE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void evidence_with_negative_counts_or_no_number_is_refused() {
    assertThatThrownBy(() -> counts(-1, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MetricEvidence("x", 0, 0, 0, 0, 0, 0, Double.NaN, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Evidence(-1, 0, 0, 0, List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
