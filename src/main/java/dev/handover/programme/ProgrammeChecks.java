package dev.handover.programme;

import dev.handover.device.DeviceCount;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Problem;
import dev.handover.plan.Programme;
import dev.handover.plan.Programme.Entry;
import dev.handover.programme.ProgrammeCheck.RolloutCheck;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Looks at the estate through each plan of a programme, and at what its rollouts share. */
@Component
class ProgrammeChecks {

  /** What other rollouts hold now they may have let go of by the time it is a rollout's turn. */
  private static final Set<String> PASSES = Set.of("LEASED", "SECOND_WORKLOAD");

  private final Registration registration;

  ProgrammeChecks(Registration registration) {
    this.registration = registration;
  }

  /**
   * @throws InvalidPlan with all that is wrong, each at its place
   */
  ProgrammeCheck check(Programme programme) {
    List<RolloutCheck> rollouts = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Entry entry : programme.rollouts()) {
      try {
        PlanCheck check = registration.check(entry.plan(), programme.before(entry.workload()));
        rollouts.add(
            new RolloutCheck(
                entry.path(),
                entry.workload(),
                entry.plan().title(),
                entry.after(),
                entry.after().isEmpty() ? check : atItsTurn(check)));
      } catch (InvalidPlan e) {
        e.problems().stream().map(entry::place).forEach(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems.stream().distinct().toList());
    }
    List<Finding> shared = shared(programme);
    boolean ready =
        rollouts.stream().allMatch(r -> r.check().ready())
            && shared.stream().noneMatch(f -> f.severity() == Severity.BLOCKING);
    return new ProgrammeCheck(ready, shared, rollouts);
  }

  private static PlanCheck atItsTurn(PlanCheck check) {
    List<Finding> findings =
        check.findings().stream()
            .map(
                f ->
                    PASSES.contains(f.code()) && f.severity() == Severity.BLOCKING
                        ? new Finding(
                            f.code(),
                            Severity.WARNING,
                            "By the time it is its turn, this has to be over: " + f.message(),
                            f.devices())
                        : f)
            .toList();
    return new PlanCheck(
        findings.stream().noneMatch(f -> f.severity() == Severity.BLOCKING),
        findings,
        check.matched(),
        check.leftOut(),
        check.population(),
        check.waves(),
        check.power(),
        check.compared(),
        check.conflicts(),
        check.impact());
  }

  /** Two that neither wait for each other nor say why they may move the same devices at a time. */
  private List<Finding> shared(Programme programme) {
    List<Finding> findings = new ArrayList<>();
    List<Entry> entries = programme.rollouts();
    for (int i = 0; i < entries.size(); i++) {
      for (Entry other : entries.subList(i + 1, entries.size())) {
        Entry one = entries.get(i);
        boolean said = one.plan().overlapReason() != null && other.plan().overlapReason() != null;
        if (said || !programme.sideBySide(one.workload(), other.workload())) {
          continue;
        }
        int devices = registration.shared(one.plan(), other.plan());
        if (devices > 0) {
          findings.add(
              new Finding(
                  "SECOND_WORKLOAD",
                  Severity.BLOCKING,
                  "%s (%s) and %s (%s) may run side by side and share %s: have one wait for the other (after), or say for both why their devices may move twice at a time (overlapReason)."
                      .formatted(
                          one.path(),
                          one.workload().title(),
                          other.path(),
                          other.workload().title(),
                          DeviceCount.devices(devices)),
                  devices));
        }
      }
    }
    return findings;
  }
}
