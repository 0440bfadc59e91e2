package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rules and evidence of a small wave, as tests of the gate need them. */
final class GateCases {

  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  static final Instant SOAKED = START.plus(Duration.ofDays(1));
  static final Instant DEADLINE = START.plus(Duration.ofDays(3));
  static final MetricRule RULE = rule("noncompliant", false);

  private GateCases() {}

  static Judgement judge(Evidence evidence, Instant now) {
    return Gate.judge(rules(SilentRule.UNHEALTHY, RULE), evidence, now);
  }

  static GateRules rules(SilentRule silent, MetricRule... metrics) {
    return new GateRules(List.of(metrics), .9, .1, silent, Duration.ofDays(1), START, DEADLINE);
  }

  static MetricRule rule(String name, boolean advisory) {
    return new MetricRule(name, .02, .10, .01, .05, advisory);
  }

  static Evidence wave(int cohort, MetricEvidence... metrics) {
    return evidence(cohort, 0, metrics);
  }

  static Evidence evidence(int cohort, int excluded, MetricEvidence... metrics) {
    int counted = cohort - excluded;
    return new Evidence(cohort, excluded, counted, counted, List.of(metrics), List.of());
  }

  static MetricEvidence healthy(int devices) {
    return counts(devices, 0, 0, 0, 0);
  }

  static MetricEvidence counts(int healthy, int unhealthy, int silent, int pending, int stale) {
    return new MetricEvidence(
        "noncompliant", healthy, unhealthy, silent, pending, 0, stale, 0, null);
  }
}
