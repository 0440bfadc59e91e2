package dev.handover.programme;

import dev.handover.rollout.Finding;
import dev.handover.rollout.PlanCheck;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What would happen if a programme were asked for now.
 *
 * @param ready whether nothing blocks it
 * @param findings what its rollouts are to each other
 * @param rollouts in the order of the text
 */
public record ProgrammeCheck(boolean ready, List<Finding> findings, List<RolloutCheck> rollouts) {

  /**
   * One rollout.
   *
   * @param path its place in the text: {@code rollouts[1]}
   * @param after the workloads that it waits for
   * @param check as for a plan that is started now, but that what may be over by its turn does not
   *     block it
   */
  public record RolloutCheck(
      String path, Workload workload, String title, List<Workload> after, PlanCheck check) {}

  /** All findings, those of a rollout with its place. */
  List<Finding> all() {
    List<Finding> all = new ArrayList<>(findings);
    for (RolloutCheck rollout : rollouts) {
      for (Finding finding : rollout.check().findings()) {
        all.add(
            new Finding(
                finding.code(),
                finding.severity(),
                "%s, %s: %s"
                    .formatted(rollout.path(), rollout.workload().title(), finding.message()),
                finding.devices()));
      }
    }
    return all;
  }
}
