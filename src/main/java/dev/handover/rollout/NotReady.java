package dev.handover.rollout;

import java.util.List;
import java.util.stream.Collectors;

/** A plan that is well formed but cannot be carried out on this estate now. */
public class NotReady extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  public NotReady(PlanCheck check) {
    this(check.findings());
  }

  public NotReady(List<Finding> findings) {
    super(
        findings.stream()
            .filter(f -> f.severity() == Finding.Severity.BLOCKING)
            .map(Finding::message)
            .collect(Collectors.joining(" ")));
    this.findings = List.copyOf(findings);
  }

  public List<Finding> findings() {
    return findings;
  }
}
