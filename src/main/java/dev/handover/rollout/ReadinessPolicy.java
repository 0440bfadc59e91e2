package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.util.Map;
import java.util.Set;

/**
 * How much a finding weighs, as administrators have tuned it. Here for direction: the one
 * implementation is in the room that knows the engine with its decision tables, and rollouts do
 * not.
 */
public interface ReadinessPolicy {

  /**
   * @param codes findings about the estate or about devices
   * @return a rule for every code; what the policy does not know, or says unclearly, gets {@link
   *     Rule#STRICTEST}
   */
  Map<String, Rule> rules(Workload workload, Set<String> codes);

  /**
   * @param leaveOut whether a device of which the finding is true is not moved; for findings about
   *     devices only
   */
  record Rule(Finding.Severity severity, boolean leaveOut) {

    public static final Rule STRICTEST = new Rule(Finding.Severity.BLOCKING, true);
  }
}
