package dev.handover.rollout;

import dev.handover.authority.Orders;
import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import dev.handover.health.PassedWaves;
import dev.handover.health.SequentialTest;
import dev.handover.health.WaveKey;
import dev.handover.plan.MetricPolicy;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a person may answer where the gate has not passed a wave, and what follows. */
@Component
class WaveAnswers {

  /** How long a failed or undecided wave waits for a person before it is put back. */
  private static final Duration DECIDE_WITHIN = Duration.ofDays(3);

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final Briefs briefs;
  private final DecisionStore decisions;
  private final DecisionLog log;
  private final ReadPlans plans;
  private final PassedWaves passed;
  private final Rollback rollback;
  private final Orders orders;
  private final RolloutJournal journal;
  private final Clock clock;

  WaveAnswers(
      RolloutStore rollouts,
      WaveStore waves,
      Briefs briefs,
      DecisionStore decisions,
      DecisionLog log,
      ReadPlans plans,
      PassedWaves passed,
      Rollback rollback,
      Orders orders,
      RolloutJournal journal,
      Clock clock) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.briefs = briefs;
    this.decisions = decisions;
    this.log = log;
    this.plans = plans;
    this.passed = passed;
    this.rollback = rollback;
    this.orders = orders;
    this.journal = journal;
    this.clock = clock;
  }

  /** A person is to decide on a wave, and has until the moment that this answers. */
  Instant open(String id, int no) {
    Instant until = clock.instant().plus(DECIDE_WITHIN);
    waves.decideBy(id, no, until);
    return until;
  }

  /** Who holds a failed wave now, until when and why; empty where nobody does. */
  Optional<String> held(String id, int no) {
    return decisions.hold(waves.get(id, no));
  }

  /** Nobody has decided in time: the safe way is taken. */
  void expired(String id, int no) {
    rollback.begin(
        id,
        0,
        "nobody decided on %s by %s"
            .formatted(
                no == 0 ? "the pilot" : "wave " + no, Moment.words(waves.get(id, no).decideBy())),
        Actor.SYSTEM.id());
  }

  /**
   * @throws Refused if it is decided already, or the answer does not fit
   */
  void take(
      RolloutRow rollout, TaskKind kind, int no, Decision decision, Actor actor, String evidence) {
    WaveState from = kind == TaskKind.DECIDE_FAILED_WAVE ? WaveState.FAILED : WaveState.HELD;
    WaveRow wave = waves.get(rollout.id(), no);
    wave.requireUndecided(from);
    switch (decision.outcome()) {
      case ACCEPT_RISK -> ApprovalAnswers.requireNamed(briefs.risks(rollout, kind, no), decision);
      case HOLD -> decision.requireWithin(clock.instant());
      default -> {}
    }
    log.keep(rollout, kind.name(), no, decision, actor.id(), evidence);
    switch (decision.outcome()) {
      case ACCEPT_RISK -> acceptRisk(rollout, no, from);
      case HOLD -> waves.decideBy(rollout.id(), no, decision.until());
      case EXTEND -> extend(rollout, wave);
      default ->
          rollback.begin(
              rollout.id(),
              0,
              "decided by " + actor.id() + DecisionLog.reason(decision),
              actor.id());
    }
  }

  private void acceptRisk(RolloutRow rollout, int no, WaveState from) {
    waves.move(rollout.id(), no, WaveState.PASSED, List.of(from));
    rollouts.notWaiting(rollout.id());
    keepUnsent(rollout, no);
    for (MetricPolicy m : plans.of(rollout).gate().metrics()) {
      passed.accept(
          new WaveKey(rollout.id(), no),
          m.name(),
          new SequentialTest(m.expected(), m.limit(), m.alpha(), m.beta()));
    }
  }

  /** Who accepts a risk accepts it for the devices that have been moved, not for more. */
  private void keepUnsent(RolloutRow rollout, int no) {
    int kept = orders.keepUnsent(rollout.id(), no);
    if (kept > 0) {
      journal.tell(
          Actor.SYSTEM.id(),
          "devices-not-sent",
          rollout.id(),
          "%s: %s."
              .formatted(
                  waves.name(rollout.id(), no),
                  DeviceCount.of(
                      kept,
                      "device that was not yet sent stays at Configuration Manager",
                      "devices that were not yet sent stay at Configuration Manager")));
    }
  }

  private void extend(RolloutRow rollout, WaveRow wave) {
    waves.deadline(
        rollout.id(),
        wave.no(),
        clock.instant().plus(plans.of(rollout).gate().deadlineAfter(wave.soak())));
    waves.move(rollout.id(), wave.no(), WaveState.SOAKING, List.of(wave.state()));
    rollouts.waiting(rollout.id(), "EVIDENCE", "Waits longer for evidence.", null);
  }
}
