package dev.handover.plan;

import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several workloads in one go: one plan for each, and which of them wait for which.
 *
 * @param title what people call it, at most 200 characters
 * @param rollouts in the order of the text; at most one per workload
 */
public record Programme(String title, OnFailure onFailure, List<Entry> rollouts) {

  /** What follows when one of the rollouts does not end well. */
  public enum OnFailure {
    /** No other begins until a person has said so. */
    STOP("stop"),
    /** The others go on. */
    GO_ON("goOn");

    private final String key;

    OnFailure(String key) {
      this.key = key;
    }

    /** As the text writes it. */
    public String key() {
      return key;
    }
  }

  public Programme {
    rollouts = List.copyOf(rollouts);
  }

  /**
   * One rollout.
   *
   * @param after the workloads whose rollouts have to end before this one begins
   * @param origin where its plan was written
   */
  public record Entry(Plan plan, List<Workload> after, Origin origin) {

    public Entry {
      after = List.copyOf(after);
    }

    public Workload workload() {
      return plan.workload();
    }

    /** The place of this one: {@code rollouts[2]}. */
    public String path() {
      return origin.path();
    }

    /** A problem of the plan, at the place where it was written. */
    public Problem place(Problem problem) {
      return origin.place(problem);
    }
  }

  /** The workloads that have ended when this one begins: those it waits for, and theirs. */
  public Set<Workload> before(Workload workload) {
    return ProgrammeOrder.before(
        workload,
        rollouts.stream()
            .collect(Collectors.toMap(Entry::workload, entry -> Set.copyOf(entry.after()))));
  }

  /** Whether neither of two workloads waits for the other. */
  public boolean sideBySide(Workload one, Workload other) {
    return !before(one).contains(other) && !before(other).contains(one);
  }
}
