package dev.handover.health;

import dev.handover.device.DeviceCount;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.Reason;
import dev.handover.health.Strata.Count;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which parts of a wave have failed, though the wave as a whole may not have. A pure function.
 *
 * <p>Each required metric that its limit judges is tested in each stratum by the test of the wave,
 * at any number of looks. As many tests find something bad somewhere by chance, what fails is
 * decided by Holm's step-down: the chance that any stratum without fault fails is at most the
 * smallest alpha of those metrics, however the strata overlap and the metrics go together.
 *
 * <p>Source: S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
 * Journal of Statistics 6 (1979).
 */
final class StrataTest {

  /** Named one by one among the reasons. */
  private static final int MOST_STRATA = 10;

  private StrataTest() {}

  /**
   * @param silenceCounts whether a silent device is an unhealthy one
   * @return one per count of a required metric judged by its limit, the worst first
   */
  static List<StratumJudgement> judge(GateRules rules, Strata strata, boolean silenceCounts) {
    Map<String, MetricRule> judging = new HashMap<>();
    rules.metrics().stream()
        .filter(m -> !m.advisory() && m.change() == null)
        .forEach(m -> judging.put(m.name(), m));
    int hypotheses = strata.looked() * judging.size();
    double alpha = judging.values().stream().mapToDouble(MetricRule::alpha).min().orElse(0);
    List<Tested> tested =
        strata.counts().stream()
            .filter(c -> judging.containsKey(c.metric()))
            .map(c -> Tested.of(judging.get(c.metric()), c, silenceCounts))
            .sorted(Tested.WORST_FIRST)
            .toList();
    List<StratumJudgement> judged = new ArrayList<>();
    boolean failing = true;
    for (int i = 0; i < tested.size(); i++) {
      double threshold = threshold(alpha, hypotheses, i);
      failing = failing && tested.get(i).p() <= threshold;
      judged.add(tested.get(i).judgement(threshold, failing, hypotheses));
    }
    return judged;
  }

  /**
   * @param place of a hypothesis in the order of the p-values, from 0
   */
  static double threshold(double alpha, int hypotheses, int place) {
    return alpha / (hypotheses - place);
  }

  /**
   * Why a wave does not go on though it has not failed as a whole; none where no part has failed.
   */
  static List<Reason> reasons(List<StratumJudgement> strata) {
    List<StratumJudgement> failed = strata.stream().filter(StratumJudgement::failed).toList();
    List<Reason> reasons = new ArrayList<>();
    failed.stream()
        .limit(MOST_STRATA)
        .forEach(
            s ->
                reasons.add(
                    new Reason(Code.STRATUM_FAILED, s.metric(), Sentences.stratumFailed(s))));
    if (failed.size() > MOST_STRATA) {
      reasons.add(
          new Reason(
              Code.STRATUM_FAILED, null, Sentences.moreStrataFailed(failed.size() - MOST_STRATA)));
    }
    return reasons;
  }

  private record Tested(
      MetricRule rule, Count count, int judged, int unhealthy, double llr, double maxLlr) {

    /** Equals in order of their names, so that the same evidence reads the same. */
    static final Comparator<Tested> WORST_FIRST =
        Comparator.comparingDouble(Tested::maxLlr)
            .reversed()
            .thenComparing(t -> t.count.stratum().dimension())
            .thenComparing(t -> t.count.stratum().label())
            .thenComparing(t -> t.count.metric());

    static Tested of(MetricRule rule, Count count, boolean silenceCounts) {
      int unhealthy = count.unhealthy() + (silenceCounts ? count.silent() : 0);
      int judged = count.healthy() + unhealthy;
      double llr = rule.test().llr(unhealthy, judged);
      return new Tested(rule, count, judged, unhealthy, llr, Math.max(count.maxLlr(), llr));
    }

    double p() {
      return SequentialTest.alwaysValidP(maxLlr);
    }

    StratumJudgement judgement(double threshold, boolean failed, int hypotheses) {
      return new StratumJudgement(
          count.stratum(),
          count.metric(),
          judged,
          unhealthy,
          unhealthy - count.unhealthy(),
          judged == 0 ? null : (double) unhealthy / judged,
          llr,
          maxLlr,
          p(),
          threshold,
          failed,
          sentence(threshold, failed, hypotheses));
    }

    private String sentence(double threshold, boolean failed, int hypotheses) {
      String what = count.stratum().title() + ": " + seen();
      if (!failed) {
        return what + ", not more than chance explains where " + lookedAt(hypotheses) + ".";
      }
      return SequentialTest.alwaysValidP(Math.max(0, llr)) <= threshold
          ? what
              + ": more than the "
              + Percent.of(rule.expected())
              + " expected, beyond what chance explains even where "
              + lookedAt(hypotheses)
              + ". It stays failed."
          : what
              + " now, but it failed earlier in this wave, when more were unhealthy. It stays failed.";
    }

    private String seen() {
      if (judged == 0) {
        return "no device judged yet";
      }
      return Sentences.unhealthy(unhealthy, unhealthy - count.unhealthy(), judged, rule)
          + " ("
          + Percent.of((double) unhealthy / judged)
          + ")";
    }

    private static String lookedAt(int hypotheses) {
      return DeviceCount.of(hypotheses, "part is", "parts and metrics are") + " looked at";
    }
  }
}
