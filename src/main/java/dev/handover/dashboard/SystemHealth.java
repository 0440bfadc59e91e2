package dev.handover.dashboard;

import dev.handover.authority.CallBudget;
import dev.handover.estate.ReadCursors;
import dev.handover.estate.ReadCursors.Cursor;
import dev.handover.rollout.Incidents;
import dev.handover.rollout.Incidents.Incident;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether Handover sees both systems and gets on with its work. */
@Component
class SystemHealth {

  private static final int INCIDENTS = 10;

  private final ReadCursors cursors;
  private final CallBudget budget;
  private final Incidents incidents;

  SystemHealth(ReadCursors cursors, CallBudget budget, Incidents incidents) {
    this.cursors = cursors;
    this.budget = budget;
    this.incidents = incidents;
  }

  /**
   * @param closed systems that are left alone because they asked for it
   * @param incidents steps that are stuck, the newest first; no more than ten
   */
  public record Health(
      List<Source> sources, List<CallBudget.Closed> closed, List<Incident> incidents) {

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
   * @param readTo up to when it has been read; null if never
   * @param failing why a part of it cannot be read; null where all can
   * @param consequence what that means, in a sentence
   */
  public record Source(String title, Instant readTo, String failing, String consequence) {}

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
            source(all, "watch", "Watch over rollouts", "")),
        budget.closed(),
        incidents.open(INCIDENTS));
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
        consequence);
  }
}
