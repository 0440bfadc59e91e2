package dev.handover.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarFileTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void what_was_written_is_read_the_same() {
    CalendarFile file =
        new CalendarFile(
            List.of(
                MaintenanceWindow.of(
                    "EMEA nights; all, of them",
                    "Europe/Berlin",
                    "FREQ=WEEKLY;BYDAY=FR,SA",
                    "2026-01-02T22:00",
                    Duration.ofHours(6)),
                MaintenanceWindow.of(
                    "last Sunday",
                    "America/New_York",
                    "FREQ=MONTHLY;UNTIL=20281231T000000Z;BYDAY=-1SU",
                    "2026-01-25T01:30",
                    Duration.ofMinutes(90),
                    new Scope("client-apps", "LON"))),
            List.of(
                freeze("year's end,\nall of it; \"really\"", null, null),
                freeze("audit", "compliance-policies", "LON")));

    CalendarFile read = CalendarFile.read(file.write(NOW), "nobody");

    assertThat(read.windows()).isEqualTo(file.windows());
    assertThat(read.freezes()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(read.freezes().get(i).sameAs(file.freezes().get(i)))
          .as(read.freezes().get(i).toString())
          .isTrue();
    }
  }

  @Test
  void a_calendar_without_a_table_of_zones_finds_their_rules_in_the_file() {
    assertThat(
            new CalendarFile(
                    List.of(
                        MaintenanceWindow.of(
                            "nights",
                            "Europe/Berlin",
                            "FREQ=DAILY",
                            "2026-01-02T22:00",
                            Duration.ofHours(6))),
                    List.of())
                .write(NOW))
        .contains(
            "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "DTSTART;TZID=Europe/Berlin:20260102T220000");
  }

  @Test
  void outlooks_names_of_zones_are_known() {
    CalendarFile read =
        read(
            "DTSTART;TZID=W. Europe Standard Time:20260102T220000",
            "DTEND;TZID=W. Europe Standard Time:20260103T040000",
            "RRULE:FREQ=DAILY",
            "SUMMARY:nights");

    assertThat(read.windows())
        .containsExactly(
            MaintenanceWindow.of(
                "nights", "Europe/Vienna", "FREQ=DAILY", "2026-01-02T22:00", Duration.ofHours(6)));
  }

  @Test
  void whole_days_are_those_of_the_calendars_zone() {
    CalendarFile read =
        CalendarFile.read(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
                + "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
                + "DTSTART;VALUE=DATE:20261220\r\nDTEND;VALUE=DATE:20270102\r\n"
                + "CATEGORIES:IT,FREEZE\r\nSUMMARY:Year's end\r\nEND:VEVENT\r\n"
                + "BEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\n"
                + "DTSTART;VALUE=DATE:20270329\r\n"
                + "CATEGORIES:FREEZE\r\nSUMMARY:One day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            "ann");

    assertThat(read.freezes())
        .containsExactly(
            new Freeze(
                null,
                "ann",
                "Year's end",
                Instant.parse("2026-12-19T23:00:00Z"),
                Instant.parse("2027-01-01T23:00:00Z"),
                null,
                null),
            new Freeze(
                null,
                "ann",
                "One day",
                Instant.parse("2027-03-28T22:00:00Z"),
                Instant.parse("2027-03-29T22:00:00Z"),
                null,
                null));
  }

  /** Clocks go forward over the night of 29 March and back over that of 25 October. */
  @Test
  void a_window_keeps_its_time_of_day_over_changes_of_the_clocks() {
    MaintenanceWindow window =
        read(
                "DTSTART;TZID=Europe/Berlin:20260101T220000",
                "DURATION:PT4H",
                "RRULE:FREQ=DAILY",
                "SUMMARY:nights")
            .windows()
            .get(0);

    assertThat(window.nextOpening(Instant.parse("2026-03-28T22:00:00Z")))
        .contains(Instant.parse("2026-03-29T20:00:00Z"));
    assertThat(window.nextOpening(Instant.parse("2026-10-24T22:00:00Z")))
        .contains(Instant.parse("2026-10-25T21:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DTSTART:20260101T220000Z,DTEND:20260102T010000Z,SUMMARY:lunch"
            + " | event 1 ('lunch') | Event 1 ('lunch'): It neither recurs, as a window does, nor has the category FREEZE.",
        "DTSTART:20260101T220000,DURATION:PT4H,RRULE:FREQ=DAILY,SUMMARY:nights"
            + " | event 1 ('nights') | Event 1 ('nights'): Its times need a time zone (TZID), or the calendar one (X-WR-TIMEZONE).",
        "DTSTART;TZID=Mars/Olympus:20260101T220000,DURATION:PT4H,RRULE:FREQ=DAILY,SUMMARY:nights"
            + " | event 1 ('nights') | Event 1 ('nights'): 'Mars/Olympus' is not a time zone; Europe/Berlin is one.",
        "DTSTART:20260101T220000Z,RRULE:FREQ=DAILY,SUMMARY:nights"
            + " | event 1 ('nights') | Event 1 ('nights'): It has neither an end (DTEND) nor a DURATION.",
        "DTSTART:20260101T220000Z,DURATION:PT4H,RRULE:FREQ=HOURLY,SUMMARY:nights"
            + " | event 1 ('nights') | Event 1 ('nights'): A window recurs DAILY, WEEKLY, MONTHLY or YEARLY, not more often.",
        "DTSTART:20260102T220000Z,DTEND:20260101T010000Z,CATEGORIES:FREEZE,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): A freeze ends after it starts.",
        "DTSTART:20260102T220000Z,DTEND:20260103T010000Z,CATEGORIES:FREEZE"
            + " | event 1 ('') | Event 1 (''): A freeze needs a reason of at most 1,000 characters.",
        "DTSTART:20260101T220000Z,DURATION:PT4H,RRULE:FREQ=MONTHLY,CATEGORIES:freeze,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): A freeze does not recur (RRULE); add one for each time.",
        "DTSTART:20260101T220000Z,DURATION:PT4H,RRULE:FREQ=DAILY,RRULE:FREQ=MONTHLY,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): It recurs by several rules (RRULE); add a window for each.",
        "DTSTART:20260101T220000Z,DURATION:PT4H,RRULE:FREQ=DAILY,EXDATE:20261224T220000Z,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): EXDATE:20261224T220000Z is not kept; leave it out, and"
            + " add a freeze for that time.",
        "DTSTART:20260101T220000Z,DURATION:PT4H,RRULE:FREQ=DAILY,RDATE:20261224T120000Z,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): RDATE:20261224T120000Z is not kept; leave it out, and"
            + " add an event for that time, for a window with RRULE:FREQ=DAILY;COUNT=1.",
        "DTSTART:20261224T120000Z,DURATION:PT4H,RECURRENCE-ID:20261224T220000Z,STATUS:CANCELLED,"
            + "SUMMARY:x | event 1 ('x') | Event 1 ('x'): RECURRENCE-ID:20261224T220000Z is not kept;"
            + " leave the event out, add a freeze for the time it replaces, and a window for its own"
            + " with RRULE:FREQ=DAILY;COUNT=1.",
        "DTSTART;VALUE=DATE:20261220,CATEGORIES:FREEZE,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): A whole day (VALUE=DATE) needs the calendar's time"
            + " zone (X-WR-TIMEZONE:Europe/Berlin).",
        "DTSTART;TZID=Europe/Berlin;VALUE=DATE:20261220,CATEGORIES:FREEZE,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): A whole day (VALUE=DATE) names no time zone (TZID); it"
            + " is one of the calendar's (X-WR-TIMEZONE:Europe/Berlin).",
        "DTSTART:20260101T220000Z,RRULE:FREQ=WEEKLY;BYDAY=QQ,SUMMARY:x"
            + " | event 1 ('x') | Event 1 ('x'): 'RRULE:FREQ=WEEKLY;BYDAY=QQ' (line 8) cannot be read.",
        "SUMMARY:x,RRULE:FREQ=WEEKLY,  ;BYDAY=QQ,DTSTART:20260101T220000Z"
            + " | event 1 ('x') | Event 1 ('x'): 'RRULE:FREQ=WEEKLY ;BYDAY=QQ' (line 9) cannot be read."
      })
  void an_event_that_cannot_be_is_refused_with_its_place(
      String lines, String field, String message) {
    assertThatThrownBy(() -> read(lines.split(",")))
        .isInstanceOf(InvalidWindow.class)
        .hasMessage(message)
        .extracting("field")
        .isEqualTo(field);
  }

  @Test
  void two_windows_of_one_name_are_refused_and_the_second_is_named() {
    String nights =
        "DTSTART:20260101T2%d0000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:nights";
    assertThatThrownBy(
            () ->
                read(
                    nights.formatted(1),
                    "END:VEVENT",
                    "BEGIN:VEVENT",
                    "UID:2",
                    "DTSTAMP:20260101T000000Z",
                    nights.formatted(2)))
        .hasMessage(
            "Event 2 ('nights'): Another window of the file has this name; each needs its own.");
  }

  @Test
  void what_is_cancelled_is_neither_window_nor_freeze() {
    for (String of : List.of("RRULE:FREQ=DAILY", "CATEGORIES:FREEZE", "EXDATE:20260101T220000Z")) {
      assertThat(
              read(
                  "DTSTART:20260101T220000Z",
                  "DURATION:PT4H",
                  "STATUS:cancelled",
                  "SUMMARY:nights",
                  of))
          .as(of)
          .isEqualTo(new CalendarFile(List.of(), List.of(), 1));
    }
  }

  @Test
  void a_freeze_is_told_by_one_of_its_categories_however_that_is_written() {
    for (String categories : List.of("Freeze", "IT, FREEZE", "IT\r\nCATEGORIES:freeze")) {
      assertThat(
              read(
                      "DTSTART:20261220T220000Z",
                      "DURATION:P1D",
                      "SUMMARY:x",
                      "CATEGORIES:" + categories)
                  .freezes())
          .as(categories)
          .hasSize(1);
    }
  }

  @Test
  void what_is_no_calendar_is_refused() {
    for (String text : List.of("", "hello", "{}", "BEGIN:VCALENDAR\r\nX", "BEGIN:VEVENT\r\n")) {
      assertThatThrownBy(() -> CalendarFile.read(text, "ann"))
          .as(text)
          .isInstanceOf(InvalidWindow.class)
          .hasMessageContaining("iCalendar file");
    }
  }

  private static CalendarFile read(String... lines) {
    return CalendarFile.read(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
            + "DTSTAMP:20260101T000000Z\r\n"
            + String.join("\r\n", lines)
            + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "ann");
  }

  private static Freeze freeze(String reason, String workload, String site) {
    return new Freeze(7L, "ann", reason, NOW, NOW.plus(Duration.ofDays(3)), workload, site);
  }
}
