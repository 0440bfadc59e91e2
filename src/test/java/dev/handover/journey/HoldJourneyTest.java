package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.calendar.Moment;
import dev.handover.rollout.Hold;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Holds keep what would move, wherever a rollout is, and nothing that goes back. */
@TestPropertySource(properties = "handover.sandbox.devices=400")
@Import(PostgresJourneyTest.Postgres.class)
class HoldJourneyTest extends Journey {

  private static final String WORKLOAD = "compliance-policies";
  private static final Actor MONITOR = new Actor("automation", Set.of(Role.AUTOMATION));
  private static final Duration HOUR = Duration.ofHours(1);

  @Autowired private RolloutQueries rollouts;

  private int addedBefore;

  @BeforeEach
  void count() {
    addedBefore = ledger(WORKLOAD, "ADD");
  }

  @Test
  void what_monitoring_holds_no_person_lets_move_and_a_rollback_passes() {
    String id = start("");
    desk.pause(id, "errors", MONITOR);
    desk.pause(id, "lunch", APPROVER1);
    desk.resume(id, "eaten", APPROVER1);
    pass(HOUR);
    pass(HOUR);
    assertThat(added()).isZero();
    assertThat(view(id).waiting().reason()).isEqualTo("Held by monitoring (automation): errors");

    desk.resume(id, "fine again", MONITOR);
    until("devices move", () -> added() > 0, HOUR, 24);
    desk.pause(id, "errors again", MONITOR);
    int back = ledger(WORKLOAD, "REMOVE");
    desk.rollback(id, 0, "enough", APPROVER1);
    until("devices come back", () -> ledger(WORKLOAD, "REMOVE") > back, HOUR, 24);
  }

  @Test
  void past_its_deadline_nothing_further_moves_until_a_person_says_so() {
    String id = start("schedule: { deadline: P12D }");
    until("the pilot moves", () -> added() > 0, HOUR, 24);
    untilTask(id, TaskKind.APPROVE_EXPANSION);
    clock.set(view(id).deadlineAt());
    int before = added();
    decide(id, Outcome.APPROVE, "looks good", APPROVER1);

    // whatever the server has slept through, the first cycle holds before anything is sent
    for (int i = 0; i < 5; i++) {
      pass(HOUR);
    }
    assertThat(added()).isEqualTo(before);
    assertThat(view(id).holds())
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.kind()).isEqualTo(Hold.Kind.DEADLINE);
              assertThat(hold.sentence()).startsWith("The deadline, ");
            });
    assertThat(actions(id)).contains("deadline-passed");

    desk.resume(id, "two more days are granted", APPROVER1);
    until("the first wave moves", () -> added() > before, HOUR, 24);
    assertThat(view(id).holds()).as("it is held once").isEmpty();
  }

  @Test
  void one_wave_begins_every_tuesday_and_one_at_most_catches_up() {
    String id =
        start(
            "schedule: { expand: { recurrence: FREQ=WEEKLY;BYDAY=TU, at: '20:00',"
                + " zone: Europe/Berlin } }");
    untilTask(id, TaskKind.APPROVE_EXPANSION);
    decide(id, Outcome.APPROVE, "looks good", APPROVER1);
    pass(Duration.ofMinutes(1));
    assertThat(waveStates(id).get(1)).isEqualTo("WAITING");
    Instant tuesday = view(id).waiting().until();
    assertThat(view(id).waiting().reason())
        .isEqualTo("Waits for the plan's expansion of %s.".formatted(Moment.words(tuesday)));
    assertThat(tuesday.atZone(ZoneId.of("Europe/Berlin")))
        .satisfies(
            t -> {
              assertThat(t.getDayOfWeek()).isEqualTo(DayOfWeek.TUESDAY);
              assertThat(t.toLocalTime()).isEqualTo(LocalTime.of(20, 0));
            });
    pass(Duration.between(clock.instant(), tuesday).minusSeconds(1));
    assertThat(waveStates(id).get(1)).isEqualTo("WAITING");

    // asleep over this Tuesday and the next
    pass(Duration.ofDays(8));
    assertThat(waveStates(id).get(1)).isEqualTo("MOVING");
    assertThat(madeUp(id))
        .containsExactly(
            "Wave 1 of 2: the expansion of %s was missed; it is made up for now, once."
                .formatted(Moment.words(tuesday)));
    until("the second wave waits", () -> waveStates(id).get(2).equals("WAITING"), HOUR, 24 * 6);
    pass(HOUR);
    assertThat(waveStates(id).get(2))
        .as("the week slept through gives it nothing")
        .isEqualTo("WAITING");
    assertThat(view(id).waiting().until()).isAfter(clock.instant());
    until("its own Tuesday comes", () -> waveStates(id).get(2).equals("MOVING"), HOUR, 24 * 7);
    assertThat(madeUp(id)).as("it begins in time").hasSize(1);
  }

  private List<String> madeUp(String id) {
    return told(id, "expansion-made-up");
  }

  private List<String> told(String id, String action) {
    return jdbc.sql("select details from journal where rollout_id = :id and action = :action")
        .param("id", id)
        .param("action", action)
        .query(String.class)
        .list();
  }

  @Test
  void a_plan_without_a_further_expansion_says_once_that_a_person_has_to_end_it() {
    String id =
        start("schedule: { expand: { recurrence: FREQ=DAILY;COUNT=1, at: '23:59', zone: UTC } }");
    untilTask(id, TaskKind.APPROVE_EXPANSION);
    decide(id, Outcome.APPROVE, "looks good", APPROVER1);
    pass(HOUR);
    pass(HOUR);

    assertThat(waveStates(id).get(1)).isEqualTo("WAITING");
    assertThat(view(id).waiting().reason())
        .isEqualTo(
            "The plan has no further expansion (schedule.expand), so no further wave begins. Roll"
                + " the rollout back, or cancel it; that leaves at Intune what has moved.");
    assertThat(told(id, "moves-held")).containsExactly(view(id).waiting().reason());
  }

  @Test
  void a_plan_of_which_no_wave_would_ever_begin_does_not_start() {
    for (String rule : List.of("FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=20200101T000000Z")) {
      assertThatThrownBy(
              () ->
                  start(
                      "schedule: { expand: { recurrence: %s, at: '20:00', zone: Europe/Berlin } }"
                          .formatted(rule)))
          .isInstanceOf(NotReady.class)
          .hasMessageContaining("No wave would ever begin (schedule.expand.recurrence).");
    }
  }

  private String start(String rest) {
    return desk.start(
        plan(WORKLOAD, "managementState==CO_MANAGED;site==LON", "noncompliant", rest)
            .replace("size: 60", "size: 20")
            .replace("30%", "60%"),
        REQUESTER);
  }

  private RolloutView view(String id) {
    return rollouts.find(id).orElseThrow();
  }

  private int added() {
    return ledger(WORKLOAD, "ADD") - addedBefore;
  }
}
