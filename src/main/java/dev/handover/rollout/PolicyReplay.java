package dev.handover.rollout;

import dev.handover.health.EvidenceLog;
import dev.handover.health.Judgement;
import dev.handover.health.Look;
import dev.handover.health.Replay;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.StringUtils;

/** Judges the waves of a rollout again by another policy; changes nothing. */
@Service
public class PolicyReplay {

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans readPlans;
  private final SignalRegistry signals;
  private final Plans plans;
  private final EvidenceLog looks;
  private final Clock clock;

  PolicyReplay(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans readPlans,
      SignalRegistry signals,
      Plans plans,
      EvidenceLog looks,
      Clock clock) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.readPlans = readPlans;
    this.signals = signals;
    this.plans = plans;
    this.looks = looks;
    this.clock = clock;
  }

  /**
   * @param policy as in {@link Plans#under}
   * @throws Refused if there is no such rollout, or it ended too long ago
   * @throws InvalidPlan if the policy does not parse, or judges what was not measured
   */
  @Transactional(readOnly = true)
  public ReplayReport replay(String rolloutId, String policy) {
    Plan plan = readPlans.of(rollouts.get(rolloutId));
    ReplayReport report = report(rolloutId, plans.under(plan, policy));
    if (report.waves().isEmpty()
        && waves.all(rolloutId).stream().anyMatch(w -> w.verdict() != null)) {
      throw Refused.conflict(
          "Rollout %s ended so long ago that what was seen of it is no longer kept (handover.evidence.keep-looks)."
              .formatted(rolloutId));
    }
    return report;
  }

  /**
   * What the plan's shadow policies say, in their order; empty without any.
   *
   * @throws Refused if there is no such rollout
   */
  @Transactional(readOnly = true)
  public List<ShadowReport> shadows(String rolloutId) {
    Plan plan = readPlans.of(rollouts.get(rolloutId));
    return plan.shadow().stream()
        .map(s -> new ShadowReport(s.name(), report(rolloutId, plans.under(plan, s.policy()))))
        .toList();
  }

  private ReplayReport report(String rolloutId, Plan other) {
    List<WaveRow> all = waves.all(rolloutId);
    List<ReplayReport.Wave> replayed = new ArrayList<>();
    boolean reached = true;
    for (WaveRow wave : all) {
      List<Look> seen = looks.of(new WaveKey(rolloutId, wave.no()));
      if (!seen.isEmpty()) {
        ReplayReport.Wave result = replay(other, wave, all.size() - 1, seen, reached);
        replayed.add(result);
        reached = reached && result.replayed().verdict() == Verdict.PASS;
      }
    }
    return new ReplayReport(
        rolloutId, replayed.stream().anyMatch(ReplayReport.Wave::differs), replayed);
  }

  private ReplayReport.Wave replay(
      Plan other, WaveRow wave, int production, List<Look> seen, boolean reached) {
    Duration soak =
        wave.no() == 0
            ? other.soak().pilot()
            : wave.no() == production ? other.soak().production() : other.soak().wave();
    Instant deadline = wave.startedAt().plus(other.gate().deadlineAfter(soak));
    Instant last = seen.get(seen.size() - 1).at();
    boolean open = wave.state() == WaveState.MOVING || wave.state() == WaveState.SOAKING;
    Instant until = open ? clock.instant() : last;
    Replay replay =
        Replay.of(Judge.rules(other, wave.withTimes(soak, deadline), signals), seen, until);
    Judgement judgement = replay.judgement();
    ReplayReport.Replayed replayed =
        new ReplayReport.Replayed(
            judgement.verdict(), judgement.settled(), replay.at(), judgement.reasons());
    Verdict actual = Verdict.valueOf(wave.verdict());
    return new ReplayReport.Wave(
        wave.no(),
        Words.wave(wave.no(), production),
        wave.state(),
        wave.startedAt(),
        actual,
        until,
        replayed,
        reached,
        sentence(actual, open, until, replayed));
  }

  private static String sentence(
      Verdict actual, boolean open, Instant until, ReplayReport.Replayed replayed) {
    if (!replayed.decided()) {
      return open
          ? "Not decided yet by this policy either: so far it is %s."
              .formatted(Words.of(replayed.verdict()))
          : "Not decided by this policy when the wave ended with %s; it would have gone on waiting, with %s."
              .formatted(Words.of(actual), Words.of(replayed.verdict()));
    }
    String verdict =
        replayed.verdict() == actual
            ? "The same, " + Words.of(actual)
            : StringUtils.capitalize(Words.of(replayed.verdict()))
                + " instead of "
                + Words.of(actual);
    Duration earlier = Duration.between(replayed.at(), until);
    return earlier.isZero()
        ? "%s, at the same moment.".formatted(verdict)
        : "%s, %s earlier.".formatted(verdict, Words.of(earlier));
  }
}
