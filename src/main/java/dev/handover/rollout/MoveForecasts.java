package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Moment;
import dev.handover.calendar.MoveCalendar;
import dev.handover.calendar.Scope;
import dev.handover.plan.Expansion;
import dev.handover.plan.Plan;
import dev.handover.plan.Schedule;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When a plan that is started now would move its waves, and what is wrong with its times. */
@Component
class MoveForecasts {

  private final MaintenanceWindows windows;
  private final Freezes freezes;
  private final JdbcClient jdbc;
  private final Clock clock;

  MoveForecasts(MaintenanceWindows windows, Freezes freezes, JdbcClient jdbc, Clock clock) {
    this.windows = windows;
    this.freezes = freezes;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Empty where there is no wave, or the plan's expansions are none, which a finding tells. */
  List<PlanPreview.Move> moves(
      Plan plan, Selection selection, List<PlanCheck.WaveSize> waves, List<PlanCheck.Power> power) {
    if (waves.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    List<String> sites = sites(selection);
    MoveCalendar calendar =
        new MoveCalendar(
            plan.schedule().window(),
            windows.all(),
            freezes.from(now),
            scope -> within(scope, plan.workload(), sites));
    try {
      return new MoveForecast(plan, calendar, start(plan.schedule()), pilotPasses(plan, power))
          .moves();
    } catch (InvalidWindow e) {
      return List.of();
    }
  }

  /** What is wrong with the times of a plan, or with what the calendar makes of them. */
  List<Finding> findings(
      Plan plan, Selection selection, List<PlanCheck.WaveSize> waves, List<PlanCheck.Power> power) {
    List<Finding> findings = new ArrayList<>();
    Schedule schedule = plan.schedule();
    if (schedule.window() != null && windows.find(schedule.window()).isEmpty()) {
      findings.add(
          Finding.blocking(
              "WINDOW_UNKNOWN",
              "There is no maintenance window '%s' (schedule.window).".formatted(schedule.window()),
              0));
    } else {
      late(plan, moves(plan, selection, waves, power)).ifPresent(findings::add);
    }
    Expansion expand = schedule.expand();
    if (expand != null) {
      try {
        ExpansionDays.days(expand, start(schedule));
      } catch (InvalidWindow e) {
        findings.add(
            Finding.blocking(
                "EXPANSION_NEVER",
                "No wave would ever begin (schedule.expand.recurrence). %s"
                    .formatted(e.getMessage()),
                0));
      }
    }
    if (schedule.start() != null && schedule.start().isBefore(clock.instant())) {
      findings.add(
          Finding.warning(
              "START_IN_THE_PAST",
              "The start %s is over; the rollout begins at once (schedule.start)."
                  .formatted(Moment.words(schedule.start())),
              0));
    }
    return findings;
  }

  /** Whether a plan that goes as well as it can comes to its end, and does so in time. */
  private Optional<Finding> late(Plan plan, List<PlanPreview.Move> moves) {
    Optional<PlanPreview.Move> never =
        moves.stream().filter(move -> move.at() == null && move.waits() != null).findFirst();
    if (never.isPresent()) {
      return Optional.of(
          Finding.warning(
              "WAVE_NEVER_MOVES",
              "%s would never move. %s"
                  .formatted(name(plan, never.get().wave()), never.get().waits()),
              0));
    }
    Duration deadline = plan.schedule().deadline();
    if (deadline == null || moves.isEmpty()) {
      return Optional.empty();
    }
    Instant ends = moves.get(moves.size() - 1).passes();
    Instant due = start(plan.schedule()).plus(deadline);
    return Optional.ofNullable(ends)
        .filter(due::isBefore)
        .map(
            end ->
                Finding.warning(
                    "DEADLINE_TOO_SOON",
                    "Even if every wave passes at once it ends at %s, after its deadline at %s, and would be held then (schedule.deadline)."
                        .formatted(Moment.words(end), Moment.words(due)),
                    0));
  }

  private static String name(Plan plan, int wave) {
    if (wave == 0) {
      return "The pilot";
    }
    return wave > plan.waves().size() ? "Production" : "Wave %d".formatted(wave);
  }

  private Instant start(Schedule schedule) {
    Instant now = clock.instant();
    return Optional.ofNullable(schedule.start()).filter(now::isBefore).orElse(now);
  }

  /** With the check-ins of the fleet, where they take longer than the soak. */
  private static Duration pilotPasses(Plan plan, List<PlanCheck.Power> power) {
    return power.stream()
        .map(PlanCheck.Power::days)
        .filter(Objects::nonNull)
        .findFirst()
        .map(days -> Duration.ofSeconds(Math.round(days * Duration.ofDays(1).toSeconds())))
        .orElse(plan.soak().pilot());
  }

  /** What is of a site holds every wave, for each has devices of every site. */
  private static boolean within(Scope scope, Workload workload, List<String> sites) {
    return (scope.workload() == null || scope.workload().equals(workload.slug()))
        && (scope.site() == null || sites.contains(scope.site()));
  }

  private List<String> sites(Selection selection) {
    return jdbc.sql(
            "select distinct e.site from %s e where e.reason is null and e.site is not null"
                .formatted(selection.table()))
        .query(String.class)
        .list();
  }
}
