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
            "blocked-by-conditional-access",
            "check-in-missing",
            "configmgr-check-in-missing",
            "client-unhealthy",
            "authority-disputed",
            "update-error",
            "update-scan-old",
            "safeguard-hold",
            "defender-unhealthy",
            "defender-off",
            "signatures-overdue",
            "firewall-off",
            "tamper-protection-off",
            "policy-error",
            "office-update-failed",
            "app-install-failed",
            "blue-screens",
            "restarts",
            "app-crashes");
    assertThat(Signals.byName("nonsense")).isEmpty();
  }

  @Test
  void every_signal_says_where_it_is_read_and_no_two_read_the_same() {
    assertThat(Signals.all())
        .allSatisfy(
            s -> {
              assertThat(s.reads().field()).as(s.name()).isNotBlank();
              assertThat(s.reads().system()).isNotEqualTo(Signal.System.PUSHED);
            })
        .extracting(Signal::reads)
        .doesNotHaveDuplicates();
    assertThat(Signals.all()).extracting(Signal::title).doesNotHaveDuplicates();
  }

  @Test
  void when_a_device_is_unhealthy_is_said_in_words() {
    assertThat(Signals.byName("check-in-missing").orElseThrow().rule())
        .isEqualTo("from 48 hours on");
    assertThat(Signals.byName("noncompliant").orElseThrow().rule()).isEqualTo("when it is so");
    assertThat(Signals.byName("restarts").orElseThrow().rule()).isEqualTo("from 20 on");
    assertThat(signal(Signal.Unit.PERCENT, Signal.Bad.UP_TO, 7.5, .1, .2).rule())
        .isEqualTo("up to 7.5 %");
    assertThat(signal(Signal.Unit.YES_NO, Signal.Bad.UP_TO, 0, .1, .2).rule())
        .isEqualTo("when it is not so");
  }

  @Test
  void a_signal_may_be_unhealthy_on_the_low_side() {
    Signal free = signal(Signal.Unit.PERCENT, Signal.Bad.UP_TO, 10, .1, .2);
    assertThat(free.unhealthy(10)).isTrue();
    assertThat(free.unhealthy(10.01)).isFalse();
    assertThat(free.possible(100.01)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT, FROM, 1, .1, .1",
    "COUNT, FROM, 1, 0, .1",
    "COUNT, FROM, 1, .1, 1",
    "COUNT, FROM, NaN, .1, .2",
    "COUNT, FROM, 1.5, .1, .2",
    "COUNT, FROM, 0, .1, .2",
    "YES_NO, UP_TO, 1, .1, .2",
    "PERCENT, UP_TO, 100, .1, .2",
    "PERCENT, FROM, 101, .1, .2",
    "HOURS, FROM, -1, .1, .2",
  })
  void a_signal_that_makes_no_test_is_refused(
      Signal.Unit unit, Signal.Bad bad, double threshold, double expected, double limit) {
    assertThatThrownBy(() -> signal(unit, bad, threshold, expected, limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Signal signal(
      Signal.Unit unit, Signal.Bad bad, double threshold, double expected, double limit) {
    return new Signal(
        "x",
        "x",
        new Signal.Source(Signal.System.PUSHED, null),
        unit,
        bad,
        threshold,
        Set.of(Workload.CLIENT_APPS),
        expected,
        limit);
  }
}
