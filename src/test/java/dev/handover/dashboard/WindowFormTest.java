package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people choose, as a window and back. */
class WindowFormTest {

  private static final Instant NOW = Instant.parse("2026-11-23T23:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "daily,   '',      FREQ=DAILY",
    "weekly,  'FR SA', 'FREQ=WEEKLY;BYDAY=FR,SA'",
    "monthly, '',      FREQ=MONTHLY;BYDAY=2TU",
    "rule,    '',      FREQ=YEARLY",
  })
  void choices_become_a_rule(String repeats, String days, String rule) {
    List<String> chosen = days.isEmpty() ? List.of() : List.of(days.split(" "));
    MaintenanceWindow window = form(repeats, chosen, "22:00", "04:00", 0).window(NOW);
    assertThat(window.recurrence()).isEqualTo(rule);
    assertThat(window.firstStart()).as("today in Berlin").hasToString("2026-11-24T22:00");
    assertThat(window.length()).isEqualTo(Duration.ofHours(6));
    assertThat(window.scope()).isEqualTo(new Scope("client-apps", null));
  }

  @ParameterizedTest
  @CsvSource({
    "08:00, 17:30, 0, PT9H30M",
    "22:00, 04:00, 0, PT6H",
    "20:00, 06:00, 2, PT58H",
    "20:00, 20:00, 0, PT24H",
    "20:00, 20:00, 6, PT168H",
  })
  void it_is_open_until_that_time_comes_and_further_days_if_any(
      String from, String to, int more, Duration length) {
    MaintenanceWindow window = form("daily", List.of(), from, to, more).window(NOW);
    assertThat(window.length()).isEqualTo(length);
    WindowForm back = WindowForm.of(window);
    assertThat(List.of(back.from(), back.to(), back.more())).isEqualTo(List.of(from, to, more));
  }

  @Test
  void the_last_day_is_one_of_the_windows_own_time_zone() {
    WindowForm form =
        with("weekly", List.of("FR"), "Europe/Berlin", "2026-12-01", "2026-12-25", "22:00");
    MaintenanceWindow window = form.window(NOW);
    assertThat(window.recurrence()).isEqualTo("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225T225959Z");
    assertThat(window.nextOpening(Instant.parse("2026-12-18T22:00:00Z")))
        .contains(Instant.parse("2026-12-25T21:00:00Z"));
    assertThat(window.nextOpening(Instant.parse("2026-12-25T22:00:00Z"))).isEmpty();
    assertThat(WindowForm.of(window)).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=DAILY;COUNT=3",
      })
  void a_window_is_shown_as_it_is_and_kept_unchanged(String rule) {
    MaintenanceWindow window =
        MaintenanceWindow.of(
            "w",
            "Asia/Tokyo",
            rule,
            "2026-12-01T22:15",
            Duration.ofMinutes(90),
            new Scope(null, "LON"));
    assertThat(WindowForm.of(window).window(NOW)).isEqualTo(window);
  }

  @ParameterizedTest
  @CsvSource({
    "weekly, Europe/Berlin, 2026-12-01, '', 22:00, days",
    "never,  Europe/Berlin, 2026-12-01, '', 22:00, repeats",
    "daily,  Berlin,        2026-12-01, '', 22:00, zone",
    "daily,  '',            2026-12-01, '', 22:00, zone",
    "daily,  Europe/Berlin, soon,       '', 22:00, first",
    "daily,  Europe/Berlin, 2526-12-01, '', 22:00, first",
    "daily,  Europe/Berlin, 2026-12-01, x,  22:00, last",
    "daily,  Europe/Berlin, 2026-12-01, 2026-11-01, 22:00, repeats",
    "daily,  Europe/Berlin, 2026-12-01, '', late,  from",
  })
  void what_cannot_be_is_refused_at_its_field(
      String repeats, String zone, String first, String last, String from, String field) {
    WindowForm form = with(repeats, List.of(), zone, first, last, from);
    InvalidWindow refused = catchThrowableOfType(InvalidWindow.class, () -> form.window(NOW));
    assertThat(refused.field()).isEqualTo(field);
    assertThat(WindowForm.FIELDS).contains(field);
  }

  private static WindowForm form(
      String repeats, List<String> days, String from, String to, int more) {
    return new WindowForm(
        "nights",
        repeats,
        days,
        "2",
        "TU",
        "FREQ=YEARLY",
        from,
        to,
        more,
        "Europe/Berlin",
        "",
        "",
        "client-apps",
        "");
  }

  private static WindowForm with(
      String repeats, List<String> days, String zone, String first, String last, String from) {
    return new WindowForm(
        "nights", repeats, days, "1", "SU", "", from, "04:00", 0, zone, first, last, "", "");
  }
}
