package dev.handover.rollout;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.handover.health.ChangeTest;
import dev.handover.health.EvidenceStore;
import dev.handover.health.GateRules;
import dev.handover.health.Judgement;
import dev.handover.health.Marks;
import dev.handover.health.Measured;
import dev.handover.health.SignalRegistry;
import dev.handover.health.SilentRule;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import dev.handover.plan.OnVerdict;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
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

  /** So many are looked at in one transaction. */
  private static final int TOGETHER = 500;

  private final EvidenceStore evidence;
  private final Marks marks;
  private final WaveLooks looks;
  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final Quarantines quarantines;
  private final Rollback rollback;
  private final RolloutWorkflow workflow;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Judge(
      EvidenceStore evidence,
      Marks marks,
      WaveLooks looks,
      WaveStore waves,
      RolloutStore rollouts,
      Quarantines quarantines,
      Rollback rollback,
      RolloutWorkflow workflow,
      RolloutJournal journal,
      TransactionTemplate transaction,
      Clock clock) {
    this.evidence = evidence;
    this.marks = marks;
    this.looks = looks;
    this.waves = waves;
    this.rollouts = rollouts;
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
    Map<WaveKey, Measured> due = evidence.measure(now);
    StepTime time = new StepTime();
    Set<String> left = new HashSet<>();
    for (List<WaveKey> some : Sql.chunks(due.keySet(), TOGETHER)) {
      Set<WaveKey> rest = new LinkedHashSet<>(some);
      try {
        rest.removeAll(
            transaction.execute(
                t -> together(some.stream().collect(toMap(identity(), due::get)), now)));
      } catch (RuntimeException e) {
        log.debug("Some waves could not be judged together; each is judged alone", e);
      }
      for (WaveKey wave : rest) {
        if (time.isOver()) {
          left.add(wave.rolloutId());
          continue;
        }
        try {
          time.run(() -> transaction.execute(t -> alone(wave, due.get(wave), now)));
        } catch (RuntimeException e) {
          left.add(wave.rolloutId());
          log.atError()
              .addKeyValue("rollout", wave.rolloutId())
              .setCause(e)
              .log("Wave {} of {} could not be judged; it waits.", wave.no(), wave.rolloutId());
        }
      }
    }
    marks.remove(standing.stream().filter(m -> !left.contains(m.rolloutId())).toList());
  }

  /** Most looks have no consequences; returns the waves of which that was so. */
  private List<WaveKey> together(Map<WaveKey, Measured> measured, Instant now) {
    List<WaveLook> quiet =
        looks.take(measured, now).stream().filter(look -> !look.hasConsequences()).toList();
    looks.keep(quiet, now);
    looks.sayWaiting(quiet);
    return quiet.stream().map(WaveLook::key).toList();
  }

  /** Whether something followed from it. */
  private boolean alone(WaveKey wave, Measured measured, Instant now) {
    rollouts.lock(wave.rolloutId());
    List<WaveLook> taken = looks.take(Map.of(wave, measured), now);
    if (taken.isEmpty()) {
      return false;
    }
    WaveLook look = taken.get(0);
    if (look.partsMissing()) {
      return alone(wave, evidence.measure(now, wave).orElseThrow(), now);
    }
    looks.keep(taken, now);
    if (look.judgement()
        .partToQuarantine()
        .filter(part -> quarantines.impose(look.rollout(), look.wave(), part))
        .isPresent()) {
      return true; // The next cycle judges what is left.
    }
    if (look.decides()) {
      decide(look.rollout(), look.plan(), look.wave(), look.judgement());
    } else {
      looks.sayWaiting(taken);
    }
    return look.decides();
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
                waves.name(rollout.id(), wave.no()),
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
