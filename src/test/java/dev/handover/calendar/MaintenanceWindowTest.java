package dev.handover.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceWindowTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void a_window_is_open_from_its_start_until_just_before_its_end() {
    MaintenanceWindow nights = window("FREQ=DAILY", "2026-11-01T22:00", "PT4H");

    assertThat(nights.open(at("2026-11-22T20:59:59Z"))).isFalse();
    assertThat(nights.open(at("2026-11-22T21:00:00Z"))).isTrue();
    assertThat(nights.open(at("2026-11-23T00:59:59Z"))).isTrue();
    assertThat(nights.open(at("2026-11-23T01:00:00Z"))).isFalse();
    assertThat(nights.closes(at("2026-11-22T23:00:00Z"))).isEqualTo("2026-11-23T01:00:00Z");
  }

  @Test
  void the_next_opening_is_the_one_after_the_moment_asked_about() {
    MaintenanceWindow fridays = window("FREQ=WEEKLY;BYDAY=FR", "2026-11-02T22:00", "PT4H");

    assertThat(fridays.nextOpening(at("2026-11-22T12:00:00Z")))
        .contains(at("2026-11-27T21:00:00Z"));
    assertThat(fridays.nextOpening(at("2026-11-27T20:59:59Z")))
        .contains(at("2026-11-27T21:00:00Z"));
    assertThat(fridays.nextOpening(at("2026-11-27T21:00:00Z")))
        .contains(at("2026-12-04T21:00:00Z"));
    assertThat(fridays.nextOpening(at("2020-01-01T00:00:00Z")))
        .contains(at("2026-11-06T21:00:00Z"));
  }

  @Test
  void a_first_start_that_the_rule_does_not_include_opens_nothing() {
    MaintenanceWindow fridays = window("FREQ=WEEKLY;BYDAY=FR", "2026-11-02T22:00", "PT4H");

    assertThat(fridays.open(at("2026-11-02T22:00:00Z"))).isFalse();
  }

  @Test
  void closing_is_not_asked_of_a_window_that_is_shut() {
    MaintenanceWindow nights = window("FREQ=DAILY", "2026-11-01T22:00", "PT4H");

    assertThatIllegalStateException()
        .isThrownBy(() -> nights.closes(at("2026-11-22T12:00:00Z")))
        .withMessage("window 'nights' is not open at 2026-11-22T12:00:00Z");
  }

  /** In 2027 Berlin goes from 02:00 to 03:00 on 28 March. */
  @Test
  void an_opening_in_the_hour_that_clocks_skip_is_an_hour_later_by_the_clock() {
    MaintenanceWindow early = window("FREQ=DAILY", "2027-03-01T02:30", "PT2H");

    assertThat(early.nextOpening(at("2027-03-27T00:00:00Z"))).contains(at("2027-03-27T01:30:00Z"));
    assertThat(early.nextOpening(at("2027-03-27T12:00:00Z"))).contains(at("2027-03-28T01:30:00Z"));
    assertThat(early.open(at("2027-03-28T01:29:59Z"))).isFalse();
    assertThat(early.open(at("2027-03-28T01:30:00Z"))).isTrue();
    assertThat(early.closes(at("2027-03-28T01:30:00Z"))).isEqualTo("2027-03-28T03:30:00Z");
    assertThat(early.nextOpening(at("2027-03-28T12:00:00Z"))).contains(at("2027-03-29T00:30:00Z"));
  }

  /** In 2026 Berlin goes from 03:00 back to 02:00 on 25 October. */
  @Test
  void an_opening_in_the_hour_that_clocks_repeat_is_the_first_of_the_two_and_the_only_one() {
    MaintenanceWindow early = window("FREQ=DAILY", "2026-10-01T02:30", "PT30M");

    assertThat(early.nextOpening(at("2026-10-24T12:00:00Z"))).contains(at("2026-10-25T00:30:00Z"));
    assertThat(early.open(at("2026-10-25T00:59:00Z"))).isTrue();
    assertThat(early.open(at("2026-10-25T01:30:00Z"))).as("02:30 once more").isFalse();
    assertThat(early.nextOpening(at("2026-10-25T00:30:00Z"))).contains(at("2026-10-26T01:30:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2027-03-01T22:00, 2027-03-27T21:00:00Z, 2027-03-28T20:00:00Z",
    "2026-10-01T22:00, 2026-10-24T20:00:00Z, 2026-10-25T21:00:00Z",
  })
  void a_window_over_a_change_of_the_clocks_keeps_its_length_and_its_time_of_day(
      String first, Instant before, Instant after) {
    MaintenanceWindow nights = window("FREQ=DAILY", first, "PT8H");

    assertThat(nights.closes(before)).isEqualTo(before.plus(Duration.ofHours(8)));
    assertThat(nights.nextOpening(before)).contains(after);
  }

  @Test
  void a_recurrence_ends_by_count_or_by_date() {
    MaintenanceWindow twice = window("FREQ=DAILY;COUNT=2", "2026-11-01T22:00", "PT1H");
    MaintenanceWindow until =
        window("FREQ=DAILY;UNTIL=20261102T210000Z", "2026-11-01T22:00", "PT1H");

    for (MaintenanceWindow window : new MaintenanceWindow[] {twice, until}) {
      assertThat(window.open(at("2026-11-02T21:30:00Z"))).isTrue();
      assertThat(window.nextOpening(at("2026-11-01T21:00:00Z")))
          .contains(at("2026-11-02T21:00:00Z"));
      assertThat(window.nextOpening(at("2026-11-02T21:00:00Z"))).isEmpty();
      assertThat(window.open(at("2026-11-03T21:30:00Z"))).isFalse();
    }
  }

  @Test
  void where_openings_overlap_the_window_closes_with_the_one_that_opened_last() {
    MaintenanceWindow overlapping = window("FREQ=DAILY", "2026-11-01T22:00", "P2D");

    assertThat(overlapping.closes(at("2026-11-10T21:00:00Z"))).isEqualTo("2026-11-12T21:00:00Z");
  }

  @Property(tries = 200)
  void a_daily_window_opens_at_its_time_of_day_however_overlappingago_it_began(
      @ForAll @IntRange(min = 0, max = 4000) int day,
      @ForAll @IntRange(max = 23) int hour,
      @ForAll @IntRange(max = 59) int minute) {
    LocalDateTime first = LocalDateTime.of(2020, 1, 1, 12, 30);
    MaintenanceWindow window =
        new MaintenanceWindow("noon", BERLIN, "FREQ=DAILY", first, Duration.ofHours(2));
    LocalDateTime local = first.toLocalDate().plusDays(day).atTime(hour, minute);

    boolean expected =
        !local.toLocalTime().isBefore(LocalTime.of(12, 30))
            && local.toLocalTime().isBefore(LocalTime.of(14, 30));
    assertThat(window.open(local.atZone(BERLIN).toInstant())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sometimes",
        "FREQ=FORTNIGHTLY",
        "BYDAY=FR",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=HOURLY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=20200101T000000Z",
        "FREQ=DAILY;UNTIL=20300101T000000",
        "FREQ=DAILY;UNTIL=20300101",
        "FREQ=DAILY;COUNT=1;UNTIL=20300101T000000Z",
        "RRULE:FREQ=DAILY",
      })
  void a_recurrence_that_is_none_or_never_comes_is_refused(String recurrence) {
    assertRefused(
        "recurrence",
        () ->
            MaintenanceWindow.of(
                "w", "Europe/Berlin", recurrence, "2026-11-01T22:00", Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Berlin", "CEST", "+25:00", "europe/berlin"})
  void a_time_zone_that_is_none_is_refused(String zone) {
    assertRefused(
        "zone",
        () ->
            MaintenanceWindow.of("w", zone, "FREQ=DAILY", "2026-11-01T22:00", Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "-PT1H", "PT59S", "PT1M30S", "P7DT1M"})
  void a_length_out_of_range_is_refused(String length) {
    assertRefused("length", () -> window("FREQ=DAILY", "2026-11-01T22:00", length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "22:00",
        "2026-11-01T22:00Z",
        "2026-11-01T22:00:30",
        "1999-01-01T00:00",
        "2026-02-30T22:00"
      })
  void a_first_start_that_is_no_local_minute_is_refused(String first) {
    assertRefused("firstStart", () -> window("FREQ=DAILY", first, "PT1H"));
  }

  @Test
  void what_is_missing_is_refused() {
    LocalDateTime first = LocalDateTime.of(2026, 11, 1, 22, 0);
    Duration hour = Duration.ofHours(1);
    assertRefused("name", () -> new MaintenanceWindow(" ", BERLIN, "FREQ=DAILY", first, hour));
    assertRefused(
        "name", () -> new MaintenanceWindow("n".repeat(61), BERLIN, "FREQ=DAILY", first, hour));
    assertRefused("zone", () -> new MaintenanceWindow("w", null, "FREQ=DAILY", first, hour));
    assertRefused("recurrence", () -> new MaintenanceWindow("w", BERLIN, null, first, hour));
    assertRefused("firstStart", () -> new MaintenanceWindow("w", BERLIN, "FREQ=DAILY", null, hour));
    assertRefused("length", () -> new MaintenanceWindow("w", BERLIN, "FREQ=DAILY", first, null));
  }

  private static void assertRefused(String field, ThrowingCallable make) {
    InvalidWindow refused = catchThrowableOfType(InvalidWindow.class, make);
    assertThat(refused).isNotNull();
    assertThat(refused.field()).isEqualTo(field);
    assertThat(refused.getMessage()).endsWith(".");
  }

  private static MaintenanceWindow window(String recurrence, String first, String length) {
    return MaintenanceWindow.of(
        "nights", "Europe/Berlin", recurrence, first, Duration.parse(length));
  }

  private static Instant at(String instant) {
    return Instant.parse(instant);
  }
}
