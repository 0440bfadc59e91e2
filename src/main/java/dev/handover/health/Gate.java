package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.MetricJudgement;
import dev.handover.health.Judgement.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When a rollout may go on. A pure function: the same rules, evidence and moment give the same
 * judgement.
 *
 * <p>A wave passes when nothing speaks against it and at least one required metric has proved it;
 * whatever is missing is a reason to hold. What has failed once stays failed.
 */
public final class Gate {

  /** How the last sentence of a reason begins that says when the wave is looked at next. */
  public static final String NEXT_LOOK = "It is looked at with every report, and at ";

  private Gate() {}

  /** Judges a wave; throws nothing for evidence, however poor. */
  public static Judgement judge(GateRules rules, Evidence evidence, Instant now) {
    boolean soaking = now.isBefore(rules.soakEnds());
    List<String> contradictions = Contradictions.in(evidence);
    Map<String, Comparison> compared = new HashMap<>();
    for (MetricRule rule : rules.metrics()) {
      compared.put(rule.name(), Comparison.of(rule, rules, evidence, contradictions.isEmpty()));
    }
    boolean settled = nothingMoreWillCome(rules, evidence, now, soaking, contradictions, compared);
    Instant next = settled ? null : nextMoment(rules, now);
    boolean failed = failed(rules, evidence, soaking, contradictions.isEmpty(), compared);
    Sentences sentences = new Sentences(rules, evidence, next, failed);

    List<Reason> ofWave = ofWave(rules, evidence, soaking, contradictions, sentences);
    List<Reason> reasons = new ArrayList<>(ofWave);
    List<MetricJudgement> metrics = new ArrayList<>();
    for (MetricRule rule : rules.metrics()) {
      Comparison comparison = compared.get(rule.name());
      MetricCount measured = MetricCount.of(rule, rules, evidence, contradictions.isEmpty());
      List<Reason> ofMetric;
      if (comparison == null) {
        ofMetric = ofMetric(rule, rules, evidence, measured, sentences);
      } else if (comparison.possible()) {
        measured = measured.compared();
        ofMetric = ChangeGate.reasons(rule, measured, comparison, soaking, sentences);
      } else {
        ofMetric =
            ChangeGate.byLimit(
                rule, comparison, ofMetric(rule, rules, evidence, measured, sentences));
      }
      // What holds the wave says nothing more of a metric once the wave has failed.
      boolean itsOwn = failed && !ofMetric.isEmpty();
      metrics.add(judgement(rule, measured, comparison, ofMetric, itsOwn ? List.of() : ofWave));
      if (!rule.advisory()) {
        reasons.addAll(ofMetric);
      }
    }
    List<StratumJudgement> strata = strata(rules, evidence, contradictions.isEmpty());
    // Where the whole has failed, its parts explain nothing more, and nothing is awaited.
    if (failed) {
      reasons.removeIf(r -> r.code().verdict().holds());
    } else {
      reasons.addAll(StrataTest.reasons(strata));
    }
    reasons.sort(Comparator.comparing((Reason r) -> r.code().verdict()).reversed());

    Verdict verdict = Verdict.worst(reasons.stream().map(r -> r.code().verdict()).toList());
    boolean decided = settled || !verdict.holds();
    return new Judgement(verdict, reasons, decided, metrics, strata, decided ? null : next);
  }

  /** From contradictory evidence no part is judged, no more than the whole. */
  private static List<StratumJudgement> strata(
      GateRules rules, Evidence evidence, boolean consistent) {
    boolean silenceCounts =
        rules.silent() == SilentRule.UNHEALTHY && evidence.sourceErrors().isEmpty();
    return consistent ? StrataTest.judge(rules, evidence.strata(), silenceCounts) : List.of();
  }

  /** Whether a required metric has, which settles the wave whatever the others say. */
  private static boolean failed(
      GateRules rules,
      Evidence evidence,
      boolean soaking,
      boolean consistent,
      Map<String, Comparison> compared) {
    for (MetricRule rule : rules.metrics()) {
      Comparison comparison = compared.get(rule.name());
      boolean failed =
          comparison != null && comparison.possible()
              ? !soaking && comparison.failed()
              : MetricCount.of(rule, rules, evidence, consistent).failed(rule.test());
      if (failed && !rule.advisory()) {
        return true;
      }
    }
    return false;
  }

  private static boolean nothingMoreWillCome(
      GateRules rules,
      Evidence evidence,
      Instant now,
      boolean soaking,
      List<String> contradictions,
      Map<String, Comparison> compared) {
    if (!now.isBefore(rules.deadline())) {
      return true;
    }
    // A source that cannot be read now may bring another reading of every device.
    return !soaking
        && evidence.sourceErrors().isEmpty()
        && contradictions.isEmpty()
        && rules.metrics().stream()
            .filter(rule -> !rule.advisory())
            .allMatch(rule -> reported(rule, evidence, compared.get(rule.name())));
  }

  private static boolean reported(MetricRule rule, Evidence evidence, Comparison comparison) {
    MetricEvidence m = MetricCount.evidenceOf(rule, evidence);
    return m.reported() + m.silent() >= evidence.counted()
        && (comparison == null || !comparison.possible() || comparison.open() == 0);
  }

  private static Instant nextMoment(GateRules rules, Instant now) {
    return now.isBefore(rules.soakEnds()) && rules.soakEnds().isBefore(rules.deadline())
        ? rules.soakEnds()
        : rules.deadline();
  }

  private static List<Reason> ofWave(
      GateRules rules,
      Evidence evidence,
      boolean soaking,
      List<String> contradictions,
      Sentences sentences) {
    List<Reason> reasons = new ArrayList<>();
    for (String error : evidence.sourceErrors()) {
      reasons.add(new Reason(Code.SOURCE_UNREADABLE, null, sentences.sourceUnreadable(error)));
    }
    for (String contradiction : contradictions) {
      reasons.add(new Reason(Code.CONTRADICTORY, null, sentences.contradictory(contradiction)));
    }
    if (rules.metrics().stream().allMatch(MetricRule::advisory)) {
      reasons.add(new Reason(Code.NO_METRIC, null, sentences.noMetric()));
    }
    if (evidence.counted() <= 0) {
      reasons.add(new Reason(Code.EMPTY_COHORT, null, sentences.emptyCohort()));
    } else if (!atMost(evidence.excluded(), rules.maxExcluded(), evidence.cohort())) {
      reasons.add(new Reason(Code.TOO_MANY_EXCLUDED, null, sentences.tooManyExcluded()));
    }
    if (soaking) {
      reasons.add(new Reason(Code.SOAKING, null, sentences.soaking()));
    }
    return reasons;
  }

  private static List<Reason> ofMetric(
      MetricRule rule,
      GateRules rules,
      Evidence evidence,
      MetricCount measured,
      Sentences sentences) {
    SequentialTest test = rule.test();
    MetricEvidence counts = measured.counts();
    if (measured.failed(test)) {
      return List.of(new Reason(Code.FAILED, rule.name(), sentences.failed(rule, measured)));
    }
    int counted = evidence.counted();
    if (counted <= 0) {
      return List.of(); // The wave's own reason says it all.
    }
    List<Reason> reasons = coverage(rule, rules, evidence, measured, sentences);
    if (!test.passed(measured.llr())) {
      reasons.add(new Reason(Code.UNDECIDED, rule.name(), sentences.undecided(rule, measured)));
    } else if (!test.passed(measured.llrIfSilent())) {
      reasons.add(
          new Reason(
              Code.SILENCE_WOULD_UNDO, rule.name(), sentences.silenceWouldUndo(rule, measured)));
    }
    if (reasons.isEmpty()) {
      reasons.add(new Reason(Code.PASSED, rule.name(), sentences.passed(rule, measured)));
    }
    return reasons;
  }

  /** What speaks against a pass whatever the test says: too few reports, or silence that holds. */
  static List<Reason> coverage(
      MetricRule rule,
      GateRules rules,
      Evidence evidence,
      MetricCount measured,
      Sentences sentences) {
    MetricEvidence counts = measured.counts();
    int counted = evidence.counted();
    List<Reason> reasons = new ArrayList<>();
    if (!atLeast(counts.reported(), rules.minCoverage(), counted)) {
      boolean wouldDoIfFresh =
          counts.stale() > 0
              && atLeast(counts.reported() + counts.stale(), rules.minCoverage(), counted);
      reasons.add(
          wouldDoIfFresh
              ? new Reason(Code.TOO_OLD, rule.name(), sentences.tooOld(rule, measured))
              : new Reason(
                  Code.TOO_FEW_REPORTED, rule.name(), sentences.tooFewReported(rule, measured)));
    }
    if (rules.silent() == SilentRule.HOLD && counts.silent() > 0) {
      reasons.add(
          new Reason(Code.SILENT_DEVICES, rule.name(), sentences.silentDevices(rule, measured)));
    }
    return reasons;
  }

  private static MetricJudgement judgement(
      MetricRule rule,
      MetricCount measured,
      Comparison comparison,
      List<Reason> ofMetric,
      List<Reason> ofWave) {
    SequentialTest test = rule.test();
    List<Reason> all = new ArrayList<>(ofMetric);
    // The wave's own reasons hold each of its metrics; NO_METRIC says nothing of one.
    ofWave.stream().filter(r -> r.code() != Code.NO_METRIC).forEach(all::add);
    Reason worst =
        all.stream().max(Comparator.comparing((Reason r) -> r.code().verdict())).orElseThrow();
    return new MetricJudgement(
        rule.name(),
        rule.advisory(),
        measured.counts(),
        rule.expected(),
        rule.limit(),
        measured.judged(),
        measured.unhealthy(),
        measured.judged() == 0 ? null : (double) measured.unhealthy() / measured.judged(),
        measured.llr(),
        test.failBound(),
        test.passBound(),
        worst.code().verdict(),
        worst.sentence(),
        comparison == null ? null : comparison.judgement());
  }

  /** In exact decimals: 63 of 70 is 0.9, whatever doubles make of it. */
  static boolean atLeast(int part, double share, int whole) {
    return BigDecimal.valueOf(part).compareTo(of(share, whole)) >= 0;
  }

  private static boolean atMost(int part, double share, int whole) {
    return BigDecimal.valueOf(part).compareTo(of(share, whole)) <= 0;
  }

  private static BigDecimal of(double share, int whole) {
    return BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(whole));
  }
}
