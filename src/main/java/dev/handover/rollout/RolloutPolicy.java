package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.util.List;

/**
 * What the policy tables in force would ask of a rollout. Here for direction, as {@link
 * ReadinessPolicy} is.
 */
public interface RolloutPolicy {

  /**
   * @param population devices that it moves
   * @param byAutomation whether a service account asks for it
   * @param access whether users would be locked out; nothing else is at risk before the start
   */
  Asked of(Workload workload, int population, boolean byAutomation, boolean access);

  /**
   * @param stages the approval of the start, of the expansion, and of each further wave
   * @param handover who moves the slider in the end
   */
  record Asked(List<Stage> stages, SliderMode handover, OnFailure onFailure) {

    public Asked {
      stages = List.copyOf(stages);
    }
  }

  /**
   * @param approvals how many people, at least
   * @param group whose members are asked
   */
  record Stage(ApprovalStage stage, int approvals, String group) {}
}
