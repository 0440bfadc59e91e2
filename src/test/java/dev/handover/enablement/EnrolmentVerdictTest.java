package dev.handover.enablement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.enablement.EnrolmentVerdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentVerdictTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(1));

  @ParameterizedTest
  @CsvSource({
    // enrolled, trying, failed, unknown, unfit, over, verdict
    "9, 1, 0, 0, 0, false, PASSED",
    "9, 0, 1, 0, 50, false, PASSED",
    "9, 0, 0, 1, 0, true, PASSED",
    "8, 2, 0, 0, 0, false, WAITING",
    "8, 2, 0, 0, 0, true, UNDECIDED",
    "8, 0, 2, 0, 0, false, FAILED",
    "8, 0, 1, 1, 0, true, FAILED",
    "0, 10, 0, 0, 0, false, WAITING",
    "0, 0, 0, 0, 7, false, UNDECIDED",
  })
  void it_follows_from_the_counts_the_share_and_the_time(
      int enrolled, int trying, int failed, int unknown, int unfit, boolean over, Verdict verdict) {
    EnrolmentCounts counts =
        new EnrolmentCounts(enrolled, trying, failed, unknown, unfit, List.of());
    EnrolmentVerdict given = EnrolmentVerdict.of(counts, .9, over ? NOW : LATER, NOW);
    assertThat(given.verdict()).isEqualTo(verdict);
    assertThat(given.sentence()).endsWith(".");
  }

  @Test
  void a_share_needs_no_more_devices_than_it_says() {
    EnrolmentCounts counts = new EnrolmentCounts(7, 93, 0, 0, 0, List.of());
    assertThat(EnrolmentVerdict.of(counts, .07, LATER, NOW).verdict()).isEqualTo(Verdict.PASSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 3 | 0 | 1 that still tries is too few: 3 devices have failed.",
        "2 | 2 | 1 | 2 that still try are too few: 2 devices have failed; 1 device has told a code that is not known, and is not counted on.",
        "0 | 1 | 0 | None still tries: 1 device has failed.",
        "0 | 0 | 4 | None still tries: 4 devices have told a code that is not known, and are not counted on.",
      })
  void a_failure_says_what_is_known_of_those_that_do_not_try(
      int trying, int failed, int unknown, String why) {
    EnrolmentCounts counts = new EnrolmentCounts(0, trying, failed, unknown, 0, List.of());
    assertThat(EnrolmentVerdict.of(counts, .9, LATER, NOW).sentence()).endsWith("had to. " + why);
  }

  @Test
  void a_timeout_passes_however_it_is_told_and_a_name_that_is_not_resolved_does_not() {
    assertThat(EnrolmentCode.passing())
        .contains(0x80192EE2L, 0x80072EE2L, 0x80072EFDL)
        .doesNotContain(0x80192EE7L, 0x80072EE7L);
    assertThat(EnrolmentCode.known()).contains(0x80192EE7L, 0x80072EE7L);
  }

  @Test
  void every_code_is_told_once_and_says_what_helps() {
    assertThat(Arrays.stream(EnrolmentCode.values()).map(EnrolmentCode::code).distinct())
        .hasSize(EnrolmentCode.values().length);
    for (EnrolmentCode code : EnrolmentCode.values()) {
      assertThat(code.reason()).as(code.name()).doesNotEndWith(".");
      assertThat(code.remedy()).as(code.name()).endsWith(".");
      assertThat(EnrolmentCode.of(code.code())).contains(code);
    }
    assertThat(EnrolmentCode.of(0x80CF4018L)).isEmpty();
    assertThat(EnrolmentCode.hex(2149056555L)).isEqualTo("0x8018002B");
    assertThat(EnrolmentCode.MDM_NOT_CONFIGURED.passes()).isTrue();
    assertThat(EnrolmentCode.USER_LICENCE.passes()).isFalse();
  }
}
