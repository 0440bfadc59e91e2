package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.calendar.CalendarFile;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Moment;
import dev.handover.calendar.Scope;
import dev.handover.rollout.BreakGlass;
import dev.handover.rollout.CalendarDesk;
import dev.handover.rollout.CalendarImport;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Freezes and windows hold what would move, wherever a rollout is, and nothing that goes back. */
@TestPropertySource(properties = "handover.sandbox.devices=400")
abstract class CalendarJourneyContract extends Journey {

  private static final String WORKLOAD = "compliance-policies";

  @Autowired private CalendarDesk freezes;
  @Autowired private BreakGlass glass;
  @Autowired private CalendarImport imports;
  @Autowired private MaintenanceWindows windows;
  @Autowired private RolloutQueries rollouts;

  private int addedBefore;

  @BeforeEach
  void count() {
    addedBefore = ledger(WORKLOAD, "ADD");
  }

  @AfterEach
  void thaw() {
    jdbc.sql("delete from change_freeze").update();
    jdbc.sql("delete from maintenance_window").update();
  }

  @Test
  void a_wave_that_waits_says_why_and_until_when_and_begins_when_the_freeze_ends() {
    Freeze freeze = freeze(null, null);
    String id = start("");
    pass(Duration.ofMinutes(1));

    assertThat(waveStates(id).get(0)).isEqualTo("WAITING");
    assertThat(waiting(id).reason())
        .isEqualTo(
            "Frozen until %s by head of IT: year's end.".formatted(Moment.words(freeze.endsAt())));
    assertThat(waiting(id).until()).isEqualTo(freeze.endsAt());

    pass(Duration.ofMinutes(1));
    assertThat(held(id)).as("people are told once").containsExactly("moves-held");

    pass(Duration.ofHours(10));
    pass(Duration.ofMinutes(1));
    assertThat(added()).isPositive();
    assertThat(held(id)).containsExactly("moves-held", "moves-free");
  }

  @Test
  void a_wave_that_waits_for_its_window_is_told_to_nobody_and_one_that_waits_for_good_is() {
    windows.save(closed("noon", new Scope(null, "LON")));
    String id = start("");
    pass(Duration.ofMinutes(1));
    assertThat(waiting(id).reason()).startsWith("The maintenance window 'noon' (LON) opens at");
    assertThat(held(id)).isEmpty();

    windows.save(over("noon", new Scope(null, "LON")));
    pass(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    assertThat(waiting(id).reason())
        .isEqualTo("The maintenance window 'noon' (LON) does not open any more.");
    assertThat(held(id)).containsExactly("moves-held");
  }

  private static MaintenanceWindow over(String name, Scope scope) {
    return new MaintenanceWindow(
        name,
        ZoneId.of("UTC"),
        "FREQ=DAILY;COUNT=1",
        LocalDateTime.of(2020, 1, 1, 0, 0),
        Duration.ofHours(1),
        scope);
  }

  /** What people have been told of its being held, in order. */
  private List<String> held(String id) {
    return actions(id).stream().filter(List.of("moves-held", "moves-free")::contains).toList();
  }

  @Test
  void what_is_ordered_and_not_yet_sent_stays_until_the_freeze_is_ended() {
    String id = ordered("");
    Freeze freeze = freeze(null, null);

    pass(Duration.ofMinutes(1));
    assertThat(added()).isZero();
    assertThat(waiting(id).what()).isEqualTo("CALENDAR");
    assertThat(waiting(id).reason()).startsWith("Frozen until");
    assertThat(waiting(id).since()).isEqualTo(clock.instant());
    desk.pause(id, "lunch", APPROVER1);
    desk.resume(id, "eaten", APPROVER1);
    pass(Duration.ofMinutes(1));
    assertThat(added()).as("what a person lifts is the person's pause").isZero();

    freezes.end(freeze.id(), ADMIN);
    pass(Duration.ofMinutes(1));
    assertThat(added()).isPositive();
    assertThat(actions(id)).contains("moves-held", "moves-free");
  }

  @Test
  void past_its_deadline_nothing_is_sent_until_a_person_lets_it_take_longer() {
    String id = ordered("");
    jdbc.sql("update rollout set deadline_at = created_at where id = :id").param("id", id).update();

    pass(Duration.ofMinutes(1));
    assertThat(added()).isZero();
    assertThat(actions(id)).contains("deadline-passed");

    desk.resume(id, "a week more", APPROVER1);
    pass(Duration.ofMinutes(1));
    assertThat(added()).isPositive();
  }

  @Test
  void the_end_of_a_freeze_lifts_no_pause() {
    String id = ordered("");
    Freeze freeze = freeze(null, null);
    desk.pause(id, "lunch", APPROVER1);
    pass(Duration.ofMinutes(1));

    freezes.end(freeze.id(), ADMIN);
    pass(Duration.ofMinutes(1));

    assertThat(added()).isZero();
    desk.resume(id, "eaten", APPROVER1);
    pass(Duration.ofMinutes(1));
    assertThat(added()).isPositive();
  }

  @Test
  void a_window_that_closes_over_a_wave_holds_what_is_not_yet_sent() {
    windows.save(
        new MaintenanceWindow(
            "noon",
            ZoneId.of("UTC"),
            "FREQ=DAILY",
            LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
                .withSecond(0)
                .withNano(0)
                .minusDays(1),
            Duration.ofMinutes(10)));
    String id = ordered("schedule: { window: noon }");
    clock.advance(Duration.ofMinutes(15));

    pass(Duration.ofMinutes(1));
    assertThat(added()).isZero();
    assertThat(waiting(id).reason()).startsWith("The maintenance window 'noon' opens at");

    pass(Duration.ofHours(24).minusMinutes(15));
    assertThat(added()).isPositive();
  }

  @Test
  void windows_of_a_site_hold_whatever_has_devices_there_and_nothing_else() {
    windows.save(closed("elsewhere", new Scope(null, "BER")));
    windows.save(closed("other workload", new Scope("client-apps", "LON")));
    String id = ordered("");
    windows.save(closed("london", new Scope(null, "LON")));

    pass(Duration.ofMinutes(1));
    assertThat(added()).isZero();
    assertThat(waiting(id).reason()).startsWith("The maintenance window 'london' (LON) opens at");

    pass(Duration.ofHours(12));
    assertThat(added()).isPositive();
  }

  /** Opens in twelve hours, and each day then. */
  private MaintenanceWindow closed(String name, Scope scope) {
    return new MaintenanceWindow(
        name,
        ZoneId.of("UTC"),
        "FREQ=DAILY",
        LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
            .withSecond(0)
            .withNano(0)
            .minusHours(12),
        Duration.ofHours(1),
        scope);
  }

  @Test
  void a_rollback_passes_through_a_freeze() {
    String id = start("");
    until("the pilot soaks", () -> waveStates(id).get(0).equals("SOAKING"), HOUR, 24);
    freeze(null, null);

    desk.rollback(id, 0, "enough", APPROVER1);
    pass(Duration.ofMinutes(10));

    assertThat(ledger(WORKLOAD, "REMOVE")).isPositive();
  }

  @Test
  void what_goes_back_is_held_no_more_and_is_not_told_to_be_free() {
    String id = ordered("");
    freeze(null, null);
    pass(Duration.ofMinutes(1));
    assertThat(waiting(id).what()).isEqualTo("CALENDAR");

    desk.rollback(id, 0, "enough", APPROVER1);

    assertThat(waiting(id).what()).isNotEqualTo("CALENDAR");
    pass(Duration.ofMinutes(1));
    assertThat(held(id)).containsExactly("moves-held");
  }

  @Test
  void a_freeze_of_another_workload_or_site_holds_nothing() {
    freeze("client-apps", null);
    freeze(null, "BER");
    ordered("");

    pass(Duration.ofMinutes(1));

    assertThat(added()).isPositive();
  }

  @Test
  void a_freeze_of_the_site_holds() {
    freeze(WORKLOAD, "LON");
    start("");

    pass(Duration.ofMinutes(1));

    assertThat(added()).isZero();
  }

  @Test
  void a_freeze_of_the_site_holds_what_a_wave_that_has_passed_has_left_there_unsent() {
    String id = ordered("");
    jdbc.sql("update wave set state = 'PASSED' where rollout_id = :id and no = 0")
        .param("id", id)
        .update();
    jdbc.sql("update wave_device set excluded = 'TEST' where rollout_id = :id and wave_no > 0")
        .param("id", id)
        .update();
    freeze(null, "LON");

    pass(Duration.ofMinutes(1));

    assertThat(added()).isZero();
  }

  @Test
  void two_people_other_than_the_requester_let_one_wave_move_in_a_freeze() {
    String id = start("");
    assertThatThrownBy(() -> glass.say(id, "early", APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("nothing to override");
    freeze(null, null);
    pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> glass.say(id, "mine", REQUESTER))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(
            "may not override the calendar for a rollout; change managers and administrators may");

    assertThat(glass.say(id, "a leak must be closed", APPROVER1)).isFalse();
    assertThatThrownBy(() -> glass.say(id, "again", APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("another person");
    pass(Duration.ofMinutes(1));
    assertThat(added()).isZero();

    assertThat(glass.say(id, "I agree", APPROVER2)).isTrue();
    pass(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    assertThat(added()).isPositive();
    assertThat(actions(id)).contains("break-glass-asked", "break-glass");
  }

  @Test
  void a_wish_that_nobody_agrees_to_within_the_hour_lapses() {
    String id = start("");
    freeze(null, null);
    pass(Duration.ofMinutes(1));
    glass.say(id, "a leak must be closed", APPROVER1);
    pass(Duration.ofMinutes(60));

    assertThat(glass.say(id, "I agree", APPROVER2)).isFalse();
    assertThat(glass.say(id, "so do I", APPROVER1)).isTrue();
  }

  @Test
  void a_freeze_that_would_freeze_nothing_is_refused() {
    Instant now = clock.instant();
    assertThatThrownBy(() -> freeze("compliance", null))
        .isInstanceOf(InvalidWindow.class)
        .hasMessageContaining("There is no workload 'compliance'");
    assertThatThrownBy(() -> freeze(null, "LOM"))
        .isInstanceOf(InvalidWindow.class)
        .hasMessage("No device is at a site 'LOM'.");
    assertThatThrownBy(
            () ->
                freezes.set(
                    new Freeze(null, "x", "y", now.minusSeconds(9), now, null, null), ADMIN))
        .isInstanceOf(InvalidWindow.class)
        .hasMessageContaining("over already");
  }

  @Test
  void a_calendar_file_is_taken_over_whole_or_not_at_all_and_given_back() {
    CalendarFile file =
        CalendarFile.read(
            """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:x
            BEGIN:VEVENT
            UID:1
            DTSTAMP:20260101T000000Z
            DTSTART;TZID=Europe/Berlin:20260102T220000
            DURATION:PT6H
            RRULE:FREQ=DAILY
            SUMMARY:file nights
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTAMP:20260101T000000Z
            DTSTART:20991201T000000Z
            DTEND:20991202T000000Z
            CATEGORIES:FREEZE
            X-HANDOVER-SITE:LON
            SUMMARY:audit
            END:VEVENT
            BEGIN:VEVENT
            UID:3
            DTSTAMP:20260101T000000Z
            DTSTART:20201201T000000Z
            DTEND:20201202T000000Z
            CATEGORIES:FREEZE
            SUMMARY:long ago
            END:VEVENT
            BEGIN:VEVENT
            UID:4
            DTSTAMP:20260101T000000Z
            DTSTART:20991203T000000Z
            DTEND:20991204T000000Z
            CATEGORIES:FREEZE
            STATUS:CANCELLED
            SUMMARY:no audit
            END:VEVENT
            END:VCALENDAR
            """
                .replace("\n", "\r\n"),
            "admin");
    CalendarFile bad =
        new CalendarFile(
            file.windows(),
            List.of(
                new Freeze(
                    null, "x", "y", clock.instant(), clock.instant().plus(HOUR), null, "NOWHERE")));
    assertThatThrownBy(() -> imports.take(bad, ADMIN))
        .hasMessage("Event 'y': No device is at a site 'NOWHERE'.")
        .extracting("field")
        .isEqualTo("event 'y'");
    assertThat(windows.exists("file nights")).isFalse();

    assertThat(imports.take(file, ADMIN)).isEqualTo(new CalendarImport.Result(1, 0, 1, 1, 0, 1));
    assertThat(imports.take(file, ADMIN)).isEqualTo(new CalendarImport.Result(0, 0, 0, 1, 2, 1));
    assertThat(windows.find("file nights")).contains(file.windows().get(0));
  }

  private static final Duration HOUR = Duration.ofHours(1);

  private Freeze freeze(String workload, String site) {
    Instant now = clock.instant();
    return freezes.set(
        new Freeze(
            null, "head of IT", "year's end", now, now.plus(Duration.ofHours(9)), workload, site),
        ADMIN);
  }

  private String start(String rest) {
    return desk.start(
        plan(WORKLOAD, "managementState==CO_MANAGED;site==LON", "noncompliant", rest)
            .replace("size: 60", "size: 20"),
        REQUESTER);
  }

  /** A rollout whose pilot is ordered, and nothing of it sent. */
  private String ordered(String rest) {
    String id = start(rest);
    pass(Duration.ZERO);
    assertThat(waveStates(id).get(0)).isEqualTo("MOVING");
    assertThat(added()).isZero();
    return id;
  }

  private Waiting waiting(String id) {
    return rollouts.find(id).orElseThrow().waiting();
  }

  private int added() {
    return ledger(WORKLOAD, "ADD") - addedBefore;
  }
}
