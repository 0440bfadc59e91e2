package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the gate says, and why.
 *
 * @param verdict the worst of the reasons
 * @param reasons the worst first, never empty; advisory metrics give none
 * @param settled whether waiting changes nothing any more, so that the verdict, if it is a hold, is
 *     for a person to decide on
 * @param metrics in the order of the rules
 * @param strata the parts of the wave against which something speaks, the worst first
 * @param lookAgainAt when time alone changes something next: the end of the soak, or the deadline;
 *     null once it is settled. New reports are looked at as they come.
 */
public record Judgement(
    Verdict verdict,
    List<Reason> reasons,
    boolean settled,
    List<MetricJudgement> metrics,
    List<StratumJudgement> strata,
    Instant lookAgainAt) {

  public Judgement {
    reasons = List.copyOf(reasons);
    metrics = List.copyOf(metrics);
    strata = List.copyOf(strata);
  }

  /** A judgement on the wave as a whole. */
  public Judgement(
      Verdict verdict,
      List<Reason> reasons,
      boolean settled,
      List<MetricJudgement> metrics,
      Instant lookAgainAt) {
    this(verdict, reasons, settled, metrics, List.of(), lookAgainAt);
  }

  /**
   * The part of the wave that has failed the worst, where the wave as a whole has not failed. Only
   * one: others may only look bad because of it, and are looked at again without it.
   */
  public Optional<StratumJudgement> partToQuarantine() {
    return verdict == Verdict.FAIL
        ? Optional.empty()
        : strata.stream().filter(StratumJudgement::failed).findFirst();
  }

  /** Why; each leads to one verdict. */
  public enum Code {
    PASSED(Verdict.PASS),
    UNDECIDED(Verdict.HOLD_INCONCLUSIVE),
    STRATUM_FAILED(Verdict.HOLD_INCONCLUSIVE),
    SOAKING(Verdict.HOLD_INSUFFICIENT),
    TOO_FEW_REPORTED(Verdict.HOLD_INSUFFICIENT),
    SILENT_DEVICES(Verdict.HOLD_INSUFFICIENT),
    SILENCE_WOULD_UNDO(Verdict.HOLD_INSUFFICIENT),
    OPEN_WOULD_DECIDE(Verdict.HOLD_INSUFFICIENT),
    TOO_MANY_EXCLUDED(Verdict.HOLD_INSUFFICIENT),
    NO_METRIC(Verdict.HOLD_INSUFFICIENT),
    EMPTY_COHORT(Verdict.HOLD_INSUFFICIENT),
    TOO_OLD(Verdict.HOLD_STALE),
    CONTRADICTORY(Verdict.HOLD_SOURCE_ERROR),
    SOURCE_UNREADABLE(Verdict.HOLD_SOURCE_ERROR),
    FAILED(Verdict.FAIL);

    private final Verdict verdict;

    Code(Verdict verdict) {
      this.verdict = verdict;
    }

    public Verdict verdict() {
      return verdict;
    }
  }

  /**
   * @param metric null where the reason concerns the whole wave
   * @param sentence what is so, what would change it, and when
   */
  public record Reason(Code code, String metric, String sentence) {}

  /**
   * @param counts the evidence it rests on
   * @param judged devices that the test has counted
   * @param unhealthy those of them that it counted as unhealthy, silent ones by the rule
   * @param rate unhealthy of judged, null with nobody judged
   * @param llr log likelihood ratio now
   * @param upper it fails from here on
   * @param lower it is passed from here on down
   * @param verdict of this metric alone
   * @param sentence of its worst reason
   * @param change the comparison with a control group; null where the limit alone judges
   */
  public record MetricJudgement(
      String name,
      boolean advisory,
      MetricEvidence counts,
      double expected,
      double limit,
      int judged,
      int unhealthy,
      Double rate,
      double llr,
      double upper,
      double lower,
      Verdict verdict,
      String sentence,
      ChangeJudgement change) {

    /** The exact 95 % interval of the rate; computed when asked for, for it is costly. */
    public Interval interval() {
      return Interval.of(unhealthy, judged);
    }

    /** The highest ratio so far, this look included. */
    public double maxLlr() {
      return Math.max(counts.maxLlr(), llr);
    }
  }

  /**
   * A metric against its control group. Where it is compared, its ratio in {@link MetricJudgement}
   * stays 0, so that what hits everyone never counts against the move.
   *
   * @param unable why it is judged by its limit instead; null where it is compared, and only then
   *     the groups are there
   * @param moved the devices of the wave that have been judged, {@code control} those of the group
   * @param left devices that have left the control group
   * @param excess by how much more the share of unhealthy devices has risen on those moved; null
   *     while one of the groups has reported nothing
   */
  public record ChangeJudgement(
      double margin,
      double confidence,
      String unable,
      BeforeAfter moved,
      BeforeAfter control,
      int left,
      Estimate excess) {}
}
