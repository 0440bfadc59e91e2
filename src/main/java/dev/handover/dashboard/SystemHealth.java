package dev.handover.dashboard;

import dev.handover.authority.CallBudget;
import dev.handover.estate.EstateClock;
import dev.handover.estate.ReadCursors;
import dev.handover.estate.ReadCursors.Cursor;
import dev.handover.notify.Deliveries;
import dev.handover.notify.Outbox;
import dev.handover.rollout.Incidents;
import dev.handover.rollout.Incidents.Incident;
import dev.handover.rollout.WatchSteps;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether Handover sees both systems and gets on with its work. */
@Component
class SystemHealth {

  private static final int INCIDENTS = 10;

  /** Many cycles. */
  private static final Duration STANDS_STILL = Duration.ofMinutes(5);

  private final ReadCursors cursors;
  private final CallBudget budget;
  private final Incidents incidents;
  private final WatchSteps steps;
  private final Deliveries deliveries;
  private final EstateClock clock;

  SystemHealth(
      ReadCursors cursors,
      CallBudget budget,
      Incidents incidents,
      WatchSteps steps,
      Deliveries deliveries,
      EstateClock clock) {
    this.steps = steps;
    this.deliveries = deliveries;
    this.clock = clock;
    this.cursors = cursors;
    this.budget = budget;
    this.incidents = incidents;
  }

  /**
   * @param closed systems that are left alone because they asked for it
   * @param incidents steps that are stuck, the newest first; no more than ten
   * @param undelivered how many messages were given up
   */
  public record Health(
      List<Source> sources,
      List<CallBudget.Closed> closed,
      List<Incident> incidents,
      long undelivered) {

    /** The sources that cannot be read. */
    public List<Source> failing() {
      return sources.stream().filter(s -> s.failing() != null).toList();
    }

    public boolean trouble() {
      return !failing().isEmpty() || !closed.isEmpty() || !incidents.isEmpty();
    }
  }

  /**
   * A system, with all that is read of it.
   *
   * @param readTo up to when it has been read, or has done its work; null if never
   * @param failing why a part of it cannot be read, or done; null where all can
   * @param trouble what is so where it fails, in two words or three
   * @param consequence what that means, in a sentence
   */
  public record Source(
      String title, Instant readTo, String failing, String trouble, String consequence) {}

  Health read() {
    List<Cursor> all = cursors.all();
    return new Health(
        List.of(
            source(
                all,
                "configmgr-",
                "Configuration Manager",
                "What it reports is as old as that; nothing counts as confirmed meanwhile."),
            source(
                all,
                "intune-",
                "Intune",
                "What it reports is as old as that; nothing passes on evidence that is too old."),
            watch()),
        budget.closed(),
        incidents.open(INCIDENTS),
        deliveries.count(null, Outbox.State.DEAD));
  }

  /** One that stands still fails as much as one of which a step fails. */
  private Source watch() {
    WatchSteps.State state = steps.state();
    boolean still =
        state.doneAt() != null
            && clock.wall(state.doneAt()).isBefore(clock.wall(clock.instant()).minus(STANDS_STILL));
    return new Source(
        "Watch over rollouts",
        state.doneAt(),
        state.failing() != null || !still ? state.failing() : "No cycle of it has come to its end.",
        still ? "stands still" : "fails in part",
        "What it does not get done is not sent, not read or not judged; it tries again in every cycle.");
  }

  private static Source source(List<Cursor> all, String prefix, String title, String consequence) {
    List<Cursor> of = all.stream().filter(c -> c.source().startsWith(prefix)).toList();
    return new Source(
        title,
        of.stream().map(Cursor::readTo).max(Comparator.naturalOrder()).orElse(null),
        of.stream()
            .filter(c -> c.failing() != null)
            .map(c -> c.source() + ": " + c.failing())
            .findFirst()
            .orElse(null),
        "cannot be read",
        consequence);
  }
}
