package dev.handover.health;

import static dev.handover.health.GateCases.SOAKED;

import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One metric that is compared with a control group, and the gate that judges it. */
abstract class ChangeGateStage {

  static final MetricRule RULE =
      new MetricRule("blue-screens", .01, .05, .01, .05, false, new ChangeTest(.1, .95));

  static final Group CALM = group(200, 0, 0, 0);

  static Verdict together(MetricRule other, MetricEvidence of, ChangeEvidence change) {
    List<MetricEvidence> metrics = new ArrayList<>(List.of(of));
    metrics.add(counts(change.moved()));
    Evidence evidence = new Evidence(200, 0, 200, 200, metrics, List.of(change), List.of());
    return Gate.judge(rules(other, RULE), evidence, SOAKED).verdict();
  }

  static Judgement judge(Group moved, Group control, Instant now) {
    return Gate.judge(
        rules(RULE),
        evidence(moved, new ChangeEvidence("blue-screens", moved, control, moved.devices(), 0)),
        now);
  }

  static GateRules rules(MetricRule... rules) {
    return GateCases.rules(SilentRule.UNHEALTHY, rules);
  }

  static MetricRule limit() {
    return new MetricRule("blue-screens", .01, .05, .01, .05, false);
  }

  static Evidence evidence(Group moved, ChangeEvidence change) {
    return new Evidence(
        200,
        0,
        200,
        200,
        List.of(counts(moved)),
        change == null ? List.of() : List.of(change),
        List.of());
  }

  static MetricEvidence counts(Group moved) {
    Now a = moved.healthyBefore();
    Now b = moved.unhealthyBefore();
    return new MetricEvidence(
        "blue-screens",
        a.healthy() + b.healthy(),
        a.unhealthy() + b.unhealthy(),
        a.silent() + b.silent(),
        a.open() + b.open(),
        0,
        0,
        0,
        null);
  }

  /** Devices that were all healthy before. */
  static Group group(int healthy, int unhealthy, int silent, int open) {
    return new Group(new Now(healthy, unhealthy, silent, open), Now.NONE);
  }
}
