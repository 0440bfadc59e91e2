package dev.handover.rollout;

import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MoveCalendar;
import dev.handover.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the waves of a plan move at the earliest: each as soon as the one before it may have passed,
 * an expansion day has come where the plan has such, and the calendar lets it. A pure function.
 *
 * @param calendar as it stands now
 * @param start when the rollout begins
 * @param pilotPasses how long after its move the pilot may pass
 */
record MoveForecast(Plan plan, MoveCalendar calendar, Instant start, Duration pilotPasses) {

  /** All waves, the pilot as number 0, and the watch over production as the last. */
  List<PlanPreview.Move> moves() {
    List<PlanPreview.Move> moves = new ArrayList<>();
    int production = plan.waves().size() + 1;
    Optional<Instant> ready = Optional.of(start);
    for (int no = 0; no <= production; no++) {
      PlanPreview.Move move = move(no, production, ready);
      moves.add(move);
      ready = Optional.ofNullable(move.passes());
    }
    return moves;
  }

  private PlanPreview.Move move(int no, int production, Optional<Instant> ready) {
    if (ready.isEmpty()) {
      return new PlanPreview.Move(no, null, null, null);
    }
    String waits = null;
    Instant at = ready.get();
    if (plan.schedule().expand() != null && no > 0 && no < production) {
      MaintenanceWindow days = ExpansionDays.days(plan.schedule().expand(), start);
      Optional<Instant> day = days.nextOpening(at);
      if (day.isEmpty()) {
        return new PlanPreview.Move(
            no, null, null, "The plan has no further expansion (schedule.expand).");
      }
      at = day.get();
      waits = "Begins on an expansion day of the plan.";
    }
    Optional<MoveCalendar.Closed> closed = calendar.closed(at);
    if (closed.isPresent()) {
      at = closed.get().until();
      waits = closed.get().reason();
    }
    return new PlanPreview.Move(no, at, at == null ? null : at.plus(soak(no, production)), waits);
  }

  private Duration soak(int no, int production) {
    if (no == 0) {
      return pilotPasses;
    }
    return no == production ? plan.soak().production() : plan.soak().wave();
  }
}
