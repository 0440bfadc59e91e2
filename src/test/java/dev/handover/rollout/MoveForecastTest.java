package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.calendar.Freeze;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MoveCalendar;
import dev.handover.health.Signals;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When waves move at the earliest. */
class MoveForecastTest {

  /** A Monday. */
  private static final Instant START = Instant.parse("2026-11-30T08:00:00Z");

  private static final MoveCalendar ALWAYS =
      new MoveCalendar(null, List.of(), List.of(), scope -> true);

  @Test
  void each_wave_moves_when_the_one_before_it_may_have_passed() {
    assertThat(moves("", ALWAYS, Duration.ofDays(4)))
        .extracting(PlanPreview.Move::at)
        .containsExactly(
            START, at("2026-12-04T08:00"), at("2026-12-05T08:00"), at("2026-12-06T08:00"));
    PlanPreview.Move production = moves("", ALWAYS, Duration.ofDays(4)).get(3);
    assertThat(production.passes()).isEqualTo(at("2026-12-13T08:00"));
    assertThat(production.waits()).isNull();
  }

  @Test
  void a_closed_window_and_a_freeze_put_a_wave_off_and_say_so() {
    MaintenanceWindow nights =
        MaintenanceWindow.of(
            "nights", "UTC", "FREQ=DAILY", "2026-11-01T22:00", Duration.ofHours(6));
    Freeze freeze =
        new Freeze(
            1L, "Ann", "Year end", at("2026-12-03T00:00"), at("2026-12-10T00:00"), null, null);

    List<PlanPreview.Move> moves =
        moves(
            "",
            new MoveCalendar("nights", List.of(nights), List.of(freeze), scope -> true),
            Duration.ofDays(3));

    assertThat(moves.get(0).at()).isEqualTo(at("2026-11-30T22:00"));
    assertThat(moves.get(0).waits()).contains("'nights' opens at 30 November 2026 22:00 UTC");
    assertThat(moves.get(1).at()).isEqualTo(at("2026-12-10T00:00"));
    assertThat(moves.get(1).waits()).contains("by Ann: Year end");
  }

  @Test
  void waves_after_the_pilot_wait_for_their_days() {
    String days = "schedule: {expand: {recurrence: FREQ=WEEKLY;BYDAY=TU, at: '20:00', zone: UTC}}";

    List<PlanPreview.Move> moves = moves(days, ALWAYS, Duration.ofDays(3));

    assertThat(moves)
        .extracting(PlanPreview.Move::at)
        .containsExactly(
            START, at("2026-12-08T20:00"), at("2026-12-15T20:00"), at("2026-12-16T20:00"));
    assertThat(moves.get(1).waits()).contains("expansion day");
  }

  @Test
  void after_a_wave_that_never_moves_there_is_nothing_to_tell() {
    String once = "schedule: {expand: {recurrence: FREQ=DAILY;COUNT=5, at: '20:00', zone: UTC}}";

    List<PlanPreview.Move> moves = moves(once, ALWAYS, Duration.ofDays(4));

    assertThat(moves.get(1).at()).isEqualTo(at("2026-12-04T20:00"));
    assertThat(moves.get(2).at()).isNull();
    assertThat(moves.get(2).waits()).contains("no further expansion");
    assertThat(moves.get(3)).isEqualTo(new PlanPreview.Move(3, null, null, null));

    MoveCalendar gone = new MoveCalendar("gone", List.of(), List.of(), scope -> true);
    assertThat(moves("", gone, Duration.ofDays(3)).get(0).at()).isNull();
  }

  private static List<PlanPreview.Move> moves(
      String schedule, MoveCalendar calendar, Duration pilotPasses) {
    Plan plan =
        new Plans(Signals.names())
            .parse(
                """
                workload: client-apps
                population: managementState==CO_MANAGED
                pilot: {size: 10}
                waves: [50%%, 100%%]
                soak: {pilot: P3D, wave: P1D, production: P7D}
                gate: {metrics: [{name: client-unhealthy, expected: 2%%, limit: 8%%}]}
                %s
                """
                    .formatted(schedule));
    return new MoveForecast(plan, calendar, START, pilotPasses).moves();
  }

  private static Instant at(String utc) {
    return Instant.parse(utc + ":00Z");
  }
}
