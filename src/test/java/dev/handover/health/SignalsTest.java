package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.workload.Workload;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignalsTest {

  @ParameterizedTest
  @CsvSource({
    "noncompliant, 0, true, false",
    "noncompliant, 1, true, true",
    "noncompliant, 0.5, false, ",
    "noncompliant, 2, false, ",
    "noncompliant, NaN, false, ",
    "noncompliant, -1, false, ",
    "check-in-missing, 47.99, true, false",
    "check-in-missing, 48, true, true",
    "check-in-missing, -0.1, false, ",
    "check-in-missing, Infinity, false, ",
    "update-scan-old, 167.9, true, false",
    "update-scan-old, 168, true, true",
    "blue-screens, 0, true, false",
    "blue-screens, 1, true, true",
    "blue-screens, 1.5, false, ",
    "blue-screens, Infinity, false, ",
    "blue-screens, NaN, false, ",
  })
  void a_value_is_possible_or_not_and_unhealthy_from_the_threshold_on(
      String name, double value, boolean possible, Boolean unhealthy) {
    Signal signal = Signals.byName(name).orElseThrow();

    assertThat(signal.possible(value)).isEqualTo(possible);
    if (possible) {
      assertThat(signal.unhealthy(value)).isEqualTo(unhealthy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_workload_has_signals_and_those_of_every_workload_are_among_them(Workload workload) {
    assertThat(Signals.of(workload))
        .extracting(Signal::name)
        .contains("check-in-missing", "client-unhealthy", "blue-screens")
        .hasSizeGreaterThan(3);
  }

  @Test
  void a_signal_of_one_workload_is_not_another_workloads() {
    assertThat(Signals.of(Workload.CLIENT_APPS))
        .extracting(Signal::name)
        .contains("app-install-failed")
        .doesNotContain("noncompliant", "office-update-failed");
  }

  @Test
  void all_names_are_known_and_no_other() {
    assertThat(Signals.names())
        .hasSize(Signals.all().size())
        .containsExactlyInAnyOrder(
            "noncompliant",
            "compliance-error",
            "check-in-missing",
            "client-unhealthy",
            "update-error",
            "update-scan-old",
            "defender-off",
            "signatures-overdue",
            "policy-error",
            "office-update-failed",
            "app-install-failed",
            "blue-screens");
    assertThat(Signals.byName("nonsense")).isEmpty();
  }

  @Test
  void a_signal_whose_defaults_make_no_test_is_refused() {
    assertThatThrownBy(() -> new Signal("x", "x", Signal.Unit.COUNT, 1, Set.of(), .1, .1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Signal("x", "x", Signal.Unit.COUNT, Double.NaN, Set.of(), .1, .2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
