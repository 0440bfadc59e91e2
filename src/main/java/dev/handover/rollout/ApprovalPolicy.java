package dev.handover.rollout;

import dev.handover.security.Role;
import java.util.Set;

/**
 * What the policy table says of one approval.
 *
 * @param approvals how many people, at least; 0 lets it go on without a person
 * @param group whose members are asked
 * @param escalationGroup whose members are asked, too, when nobody has approved for long
 * @throws IllegalArgumentException if members of a group may not decide
 */
public record ApprovalPolicy(int approvals, String group, String escalationGroup) {

  private static final Set<String> DECIDING =
      Set.of(Role.CHANGE_MANAGER.group(), Role.ADMINISTRATOR.group());

  public ApprovalPolicy {
    for (String each : new String[] {group, escalationGroup}) {
      if (!DECIDING.contains(each)) {
        throw new IllegalArgumentException(
            "approval-policy.dmn names the group '%s', whose members may not decide; it must be one of %s"
                .formatted(each, DECIDING.stream().sorted().toList()));
      }
    }
    if (approvals < 0) {
      throw new IllegalArgumentException(
          "approval-policy.dmn asks for %d approvals; there can be 0 or more".formatted(approvals));
    }
  }
}
