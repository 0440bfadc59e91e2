package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.rollout.RolloutState.EXPANDING;
import static dev.handover.rollout.RolloutState.PILOTING;
import static dev.handover.rollout.RolloutState.PLANNED;
import static dev.handover.rollout.RolloutState.SCHEDULED;

import dev.handover.authority.Eligibility;
import dev.handover.authority.Orders;
import dev.handover.device.DeviceCount;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The steps of a rollout that goes forward, one method each, called by the process in the order
 * that its diagram shows. A step taken out of order moves nothing: it throws, and the process shows
 * an incident.
 */
@Service
@Transactional
public class RolloutLife {

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans plans;
  private final Approvals approvals;
  private final Orders orders;
  private final Eligibility eligibility;
  private final Readiness readiness;
  private final ControlGroup control;
  private final Quarantines quarantines;
  private final LateJoiners late;
  private final RolloutJournal journal;

  RolloutLife(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans plans,
      Approvals approvals,
      Orders orders,
      Eligibility eligibility,
      Readiness readiness,
      ControlGroup control,
      Quarantines quarantines,
      LateJoiners late,
      RolloutJournal journal) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.plans = plans;
    this.approvals = approvals;
    this.orders = orders;
    this.eligibility = eligibility;
    this.readiness = readiness;
    this.control = control;
    this.quarantines = quarantines;
    this.late = late;
    this.journal = journal;
  }

  /** What the process needs to know to begin. */
  @Transactional(readOnly = true)
  public RolloutFacts facts(String id) {
    RolloutRow rollout = rollouts.get(id);
    return new RolloutFacts(
        id,
        rollout.title(),
        rollout.workload(),
        rollout.population(),
        waves.production(id) - 1,
        rollout.byAutomation(),
        rollout.startAt());
  }

  /** Policy has been asked; the plan may ask for more approvals than it, never for fewer. */
  public void adoptPolicy(
      String id, int start, int expansion, int wave, SliderMode handover, OnFailure onFailure) {
    RolloutRow rollout = rollouts.lock(id);
    Plan plan = plans.of(rollout);
    rollouts.policy(
        id,
        Math.max(start, plan.approvals().start()),
        Math.max(expansion, plan.approvals().expansion()),
        Math.max(wave, plan.approvals().wave()),
        handover,
        onFailure);
  }

  /** Approved to start; waits for its time. */
  public void schedule(String id) {
    RolloutRow rollout = rollouts.lock(id);
    approvals.require(rollout, 0);
    rollouts.move(rollout, SCHEDULED, PLANNED);
    rollouts.waiting(id, "START", "Waits for its start.", rollout.startAt());
  }

  /** The time to start has come: what may move is looked at now. */
  public void begin(String id) {
    rollouts.move(rollouts.lock(id), PILOTING, SCHEDULED);
    rollouts.waiting(
        id, "NEXT_STEP", "It has started; the devices of the pilot are looked at once more.", null);
  }

  /** The pilot has passed; what has come since is part of what is approved now. */
  public void openExpansion(String id) {
    late.join(id, 1);
    rollouts.move(rollouts.lock(id), EXPANDING, PILOTING);
  }

  /** Makes a wave ready to move: those of its devices that may no longer be moved are left out. */
  public void freezeWave(String id, int no) {
    RolloutRow rollout = rollouts.lock(id);
    WaveRow wave = waves.get(id, no);
    approvals.require(rollout, Math.min(no, waves.production(id) - 1));
    waves.requireBefore(id, no, WaveState.JUDGED);
    if (no == 0) {
      // An earlier version of the process does not say when the start is reached
      rollouts.move(rollout, PILOTING, SCHEDULED, PILOTING);
    }
    if (!waves.move(id, no, WaveState.WAITING, List.of(WaveState.PLANNED))) {
      throw new IllegalStateException(
          "Wave %d of rollout %s is %s; it has begun already.".formatted(no, id, wave.state()));
    }
    int excluded =
        eligibility.excludeFromWave(
            id,
            no,
            rollout.workload(),
            plans.of(rollout).exclude(),
            readiness.kept(rollout.workload()));
    if (excluded > 0) {
      journal.tell(
          Actor.SYSTEM.id(),
          "devices-excluded",
          id,
          "%s: %s."
              .formatted(
                  waves.name(id, no),
                  DeviceCount.of(
                      excluded,
                      "device may no longer be moved and is left out",
                      "devices may no longer be moved and are left out")));
    }
    rollouts.waiting(
        id,
        "CLEAR_TO_MOVE",
        "Calendar, holds and what is in flux are looked at; it moves as soon as nothing speaks against it.",
        null);
  }

  /** Orders the moves of a wave, all in one statement. The watch over production moves nothing. */
  public WaveOrder orderWave(String id, int no) {
    RolloutRow rollout = rollouts.lock(id);
    if (waves.failedBefore(id, no)) {
      return WaveOrder.HELD;
    }
    Plan plan = plans.of(rollout);
    approvals.require(rollout, Math.min(no, waves.production(id) - 1));
    waves.requireBefore(id, no, Set.of(WaveState.PASSED));
    WaveRow wave = waves.get(id, no);
    if (wave.clearedAt() == null
        || !waves.move(id, no, WaveState.MOVING, List.of(WaveState.WAITING))) {
      throw new IllegalStateException(
          "Wave %d of rollout %s does not wait to be moved, or is not cleared to."
              .formatted(no, id));
    }
    Duration soak = wave.soak();
    waves.started(id, no, plan.gate().deadlineAfter(soak));
    quarantines.keepOut(rollout, waves.name(id, no), no);
    control.freeze(rollout, wave, plan);
    int ordered = orders.moveWave(id, no, rollout.workload(), rollout.generation());
    rollouts.waiting(
        id, "EVIDENCE", "Waits for confirmation by both systems and for evidence.", null);
    journal.tell(
        Actor.SYSTEM.id(),
        no == waves.production(id) ? "watch-opened" : "wave-ordered",
        id,
        no == waves.production(id)
            ? "All that was to be moved is moved; production is watched for %s."
                .formatted(Words.of(soak))
            : "%s: %s ordered to Intune.".formatted(waves.name(id, no), devices(ordered)));
    return WaveOrder.ORDERED;
  }
}
