package dev.handover.rollout;

import dev.handover.authority.DeviceFinding;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gathers the findings of one check, each as heavy as policy says. */
final class Weighing {

  private final Map<String, Rule> rules;
  private final List<Finding> findings = new ArrayList<>();

  Weighing(ReadinessPolicy policy, Workload workload) {
    this.rules = policy.rules(workload, EstateFinding.WEIGHED);
  }

  /** Findings that leave no device out. */
  Set<DeviceFinding> kept() {
    Set<DeviceFinding> kept = new TreeSet<>();
    for (DeviceFinding finding : DeviceFinding.values()) {
      if (finding.tunable() && !rule(finding.name()).leaveOut()) {
        kept.add(finding);
      }
    }
    return kept;
  }

  void leftOut(DeviceFinding code, int devices) {
    add(
        code.name(),
        "%s; %s left out.".formatted(code.words(devices), devices == 1 ? "it is" : "they are"),
        devices);
  }

  void kept(DeviceFinding code, int devices) {
    add(code.name(), code.words(devices) + ".", devices);
  }

  void add(EstateFinding code, String message) {
    add(code, message, 0);
  }

  void add(EstateFinding code, String message, int devices) {
    add(code.name(), message, devices);
  }

  /** What no policy may make light of. */
  void block(String code, String message, int devices) {
    findings.add(Finding.blocking(code, message, devices));
  }

  List<Finding> findings() {
    return findings;
  }

  private void add(String code, String message, int devices) {
    findings.add(new Finding(code, rule(code).severity(), message, devices));
  }

  private Rule rule(String code) {
    return rules.getOrDefault(code, Rule.STRICTEST);
  }
}
