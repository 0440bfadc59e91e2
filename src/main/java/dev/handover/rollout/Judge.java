package dev.handover.rollout;

import dev.handover.health.ChangeTest;
import dev.handover.health.Evidence;
import dev.handover.health.EvidenceJson;
import dev.handover.health.EvidenceLog;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Gate;
import dev.handover.health.GateRules;
import dev.handover.health.Judgement;
import dev.handover.health.Marks;
import dev.handover.health.Measured;
import dev.handover.health.SignalRegistry;
import dev.handover.health.SilentRule;
import dev.handover.health.Strata;
import dev.handover.health.StrataStore;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import dev.handover.plan.OnVerdict;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures the waves of which something new is known with one statement, has the gate judge each,
 * and tells the process of those that are decided.
 */
@Component
class Judge {

  private static final Logger log = LoggerFactory.getLogger(Judge.class);

  /** The share of a wave that may drop out of it before the rest no longer speaks for it. */
  private static final double MAX_EXCLUDED = 0.1;

  private static final List<WaveState> ACTIVE = List.of(WaveState.MOVING, WaveState.SOAKING);

  /** Readings grow old and sources fail without leaving a mark. */
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(5);

  private final EvidenceStore evidence;
  private final Marks marks;
  private final StrataStore strata;
  private final EvidenceLog looks;
  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final SignalRegistry signals;
  private final Quarantines quarantines;
  private final Rollback rollback;
  private final RolloutWorkflow workflow;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Judge(
      EvidenceStore evidence,
      Marks marks,
      StrataStore strata,
      EvidenceLog looks,
      WaveStore waves,
      RolloutStore rollouts,
      ReadPlans plans,
      SignalRegistry signals,
      Quarantines quarantines,
      Rollback rollback,
      RolloutWorkflow workflow,
      RolloutJournal journal,
      TransactionTemplate transaction,
      Clock clock) {
    this.evidence = evidence;
    this.marks = marks;
    this.strata = strata;
    this.looks = looks;
    this.waves = waves;
    this.rollouts = rollouts;
    this.plans = plans;
    this.signals = signals;
    this.quarantines = quarantines;
    this.rollback = rollback;
    this.workflow = workflow;
    this.journal = journal;
    this.transaction = transaction;
    this.clock = clock;
  }

  void judge() {
    Instant now = clock.instant();
    List<Marks.Mark> standing = marks.standing();
    Set<String> failed = new HashSet<>();
    evidence
        .measure(now)
        .forEach(
            (wave, seen) -> {
              try {
                transaction.executeWithoutResult(t -> judge(wave, seen, now));
              } catch (RuntimeException e) {
                failed.add(wave.rolloutId());
                log.atError()
                    .addKeyValue("rollout", wave.rolloutId())
                    .setCause(e)
                    .log(
                        "Wave {} of {} could not be judged; it waits.",
                        wave.no(),
                        wave.rolloutId());
              }
            });
    marks.remove(standing.stream().filter(m -> !failed.contains(m.rolloutId())).toList());
  }

  private void judge(WaveKey key, Measured measured, Instant now) {
    RolloutRow rollout = rollouts.lock(key.rolloutId());
    WaveRow wave = waves.get(rollout.id(), key.no());
    if (!rollout.state().goesForward() || !ACTIVE.contains(wave.state())) {
      return;
    }
    Plan plan = plans.of(rollout);
    GateRules rules = rules(plan, wave, signals);
    Evidence seen = measured.whole().with(strata(key, measured, rules, now));
    Judgement judgement = Gate.judge(rules, seen, now);
    evidence.raiseMaxLlr(Map.of(key, judgement));
    strata.raiseMaxLlr(key, seen, judgement);
    waves.lookAt(rollout.id(), wave.no(), nextLook(judgement, seen, now));
    EvidenceJson shown = EvidenceJson.write(seen, judgement);
    if (!shown.hash().equals(wave.evidenceHash())) {
      waves.judged(
          wave.rolloutId(), wave.no(), judgement.verdict().name(), shown.json(), shown.hash());
      looks.add(key, now, seen);
    }
    if (judgement
        .partToQuarantine()
        .filter(part -> quarantines.impose(rollout, wave, part))
        .isPresent()) {
      return; // The next cycle judges what is left.
    }
    // While a person decides on an earlier wave that has regressed, that is what it waits for.
    boolean regressed = waves.failedBefore(rollout.id(), wave.no());
    if (judgement.settled()) {
      if (!regressed || judgement.verdict() != Verdict.PASS) {
        decide(rollout, plan, wave, judgement);
      }
    } else if (!regressed) {
      rollouts.waiting(rollout.id(), "EVIDENCE", reasons(judgement), judgement.lookAgainAt());
    }
  }

  /** No wave is decided unless its parts have been looked at, too. */
  private Strata strata(WaveKey key, Measured measured, GateRules rules, Instant now) {
    Measured inParts = measured;
    if (!measured.inParts()) {
      if (!Gate.judge(rules, measured.whole(), now).settled()) {
        return looks.newest(key).map(Evidence::strata).orElse(Strata.NONE);
      }
      inParts = evidence.measure(now, key).orElseThrow();
    }
    waves.lookedAtStrata(key.rolloutId(), key.no(), now);
    return strata.of(key, inParts);
  }

  /** Until a source that fails can be read again, all that it feeds is looked at in every cycle. */
  private static Instant nextLook(Judgement judgement, Evidence seen, Instant now) {
    if (!seen.sourceErrors().isEmpty()) {
      return now;
    }
    Instant latest = now.plus(AT_LEAST_EVERY);
    Instant next = judgement.lookAgainAt();
    return next == null || next.isAfter(latest) ? latest : next;
  }

  private void decide(RolloutRow rollout, Plan plan, WaveRow wave, Judgement judgement) {
    WaveCourse course = course(plan, rollout.onFailure(), judgement.verdict());
    WaveState state =
        switch (judgement.verdict()) {
          case PASS -> WaveState.PASSED;
          case FAIL -> WaveState.FAILED;
          default -> WaveState.HELD;
        };
    if (!waves.move(rollout.id(), wave.no(), state, ACTIVE)) {
      return;
    }
    rollouts.notWaiting(rollout.id());
    journal.tell(
        Actor.SYSTEM.id(),
        "wave-" + state.name().toLowerCase(),
        rollout.id(),
        "%s: %s. %s"
            .formatted(
                Words.wave(wave.no(), waves.all(rollout.id()).size() - 1),
                Words.outcome(judgement.verdict()),
                reasons(judgement)));
    if (course == WaveCourse.ROLL_BACK) {
      rollback.begin(rollout.id(), 0, reasons(judgement), Actor.SYSTEM.id());
    } else if (course != WaveCourse.PASSED
        && planned(plan, judgement.verdict()) == OnVerdict.ROLLBACK) {
      journal.rollbackHeld(rollout.id());
    }
    if (!workflow.waveJudged(rollout.id(), course)) {
      throw new IllegalStateException("the process does not wait for this verdict yet");
    }
  }

  /**
   * Only a pass goes on. What else follows is the plan's to say, except that nothing is put back
   * without a person where policy holds going back to be the worse way.
   */
  static WaveCourse course(Plan plan, OnFailure policy, Verdict verdict) {
    if (verdict == Verdict.PASS) {
      return WaveCourse.PASSED;
    }
    if (planned(plan, verdict) == OnVerdict.ROLLBACK && policy == OnFailure.PLAN) {
      return WaveCourse.ROLL_BACK;
    }
    return verdict == Verdict.FAIL ? WaveCourse.ASK_FAILED : WaveCourse.ASK_UNDECIDED;
  }

  static OnVerdict planned(Plan plan, Verdict verdict) {
    return verdict == Verdict.FAIL ? plan.gate().onFail() : plan.gate().onHold();
  }

  static String reasons(Judgement judgement) {
    return Words.shortened(
        judgement.reasons().stream()
            .map(Judgement.Reason::sentence)
            .collect(Collectors.joining(" ")));
  }

  static GateRules rules(Plan plan, WaveRow wave, SignalRegistry signals) {
    return new GateRules(
        plan.gate().metrics().stream()
            .map(
                m ->
                    new GateRules.MetricRule(
                        m.name(),
                        signals.title(m.name()),
                        m.expected(),
                        m.limit(),
                        m.alpha(),
                        m.beta(),
                        m.advisory(),
                        m.change() == null
                            ? null
                            : new ChangeTest(m.change().margin(), m.change().confidence())))
            .toList(),
        plan.gate().minCoverage(),
        MAX_EXCLUDED,
        plan.gate().silent() == dev.handover.plan.SilentRule.HOLD
            ? SilentRule.HOLD
            : SilentRule.UNHEALTHY,
        wave.soak(),
        wave.startedAt(),
        wave.deadlineAt());
  }
}
