package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.rollout.RolloutState.EXPANDING;
import static dev.handover.rollout.RolloutState.HANDING_OVER;
import static dev.handover.rollout.RolloutState.PILOTING;
import static dev.handover.rollout.RolloutState.PLANNED;
import static dev.handover.rollout.RolloutState.SCHEDULED;
import static dev.handover.rollout.RolloutState.WATCHING;

import dev.handover.authority.Delivery;
import dev.handover.authority.Eligibility;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.authority.Orders;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.authority.SliderReach.Beyond;
import dev.handover.device.DeviceCount;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import dev.handover.workload.Slider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
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
  private final SliderOrders sliders;
  private final SliderReach reach;
  private final Delivery delivery;
  private final Eligibility eligibility;
  private final Readiness readiness;
  private final ControlGroup control;
  private final Quarantines quarantines;
  private final LateJoiners late;
  private final RolloutJournal journal;
  private final JdbcClient jdbc;

  RolloutLife(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans plans,
      Approvals approvals,
      Orders orders,
      SliderOrders sliders,
      SliderReach reach,
      Delivery delivery,
      Eligibility eligibility,
      Readiness readiness,
      ControlGroup control,
      Quarantines quarantines,
      LateJoiners late,
      RolloutJournal journal,
      JdbcClient jdbc) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.plans = plans;
    this.approvals = approvals;
    this.orders = orders;
    this.sliders = sliders;
    this.reach = reach;
    this.delivery = delivery;
    this.eligibility = eligibility;
    this.readiness = readiness;
    this.control = control;
    this.quarantines = quarantines;
    this.late = late;
    this.journal = journal;
    this.jdbc = jdbc;
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
        production(id) - 1,
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

  /** The pilot has passed; what has come since is part of what is approved now. */
  public void openExpansion(String id) {
    late.join(id, 1);
    rollouts.move(rollouts.lock(id), EXPANDING, PILOTING);
  }

  /** Makes a wave ready to move: those of its devices that may no longer be moved are left out. */
  public void freezeWave(String id, int no) {
    RolloutRow rollout = rollouts.lock(id);
    WaveRow wave = waves.get(id, no);
    approvals.require(rollout, Math.min(no, production(id) - 1));
    requireJudgedBefore(id, no);
    if (no == 0) {
      rollouts.move(rollout, PILOTING, SCHEDULED);
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
                  name(id, no),
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
    approvals.require(rollout, Math.min(no, production(id) - 1));
    requirePassedBefore(id, no);
    WaveRow wave = waves.get(id, no);
    if (wave.clearedAt() == null
        || !waves.move(id, no, WaveState.MOVING, List.of(WaveState.WAITING))) {
      throw new IllegalStateException(
          "Wave %d of rollout %s does not wait to be moved, or is not cleared to."
              .formatted(no, id));
    }
    Duration soak = wave.soak();
    waves.started(id, no, plan.gate().deadlineAfter(soak));
    quarantines.keepOut(rollout, name(id, no), no);
    control.freeze(rollout, wave, plan);
    int ordered = orders.moveWave(id, no, rollout.workload(), rollout.generation());
    rollouts.waiting(
        id, "EVIDENCE", "Waits for confirmation by both systems and for evidence.", null);
    journal.tell(
        Actor.SYSTEM.id(),
        no == production(id) ? "watch-opened" : "wave-ordered",
        id,
        no == production(id)
            ? "All that was to be moved is moved; production is watched for %s."
                .formatted(Words.of(soak))
            : "%s: %s ordered to Intune.".formatted(name(id, no), devices(ordered)));
    return WaveOrder.ORDERED;
  }

  /**
   * All waves have passed. The slider goes to Intune only if that moves no device that this rollout
   * does not speak of, or leaves out because moving it would do harm; and not while a part of the
   * rollout is in quarantine, for it would move that, too.
   */
  public SliderMode openHandover(String id) {
    // Before the lock: it reads every device, and whoever else wants the rollout would wait.
    Selection selection = readiness.selection(plans.of(rollouts.get(id)));
    RolloutRow rollout = rollouts.lock(id);
    requireJudgedBefore(id, production(id));
    if (late.follow(rollout, selection)) {
      return SliderMode.AFTER_WAVE;
    }
    Beyond beyond = reach.beyond(id, selection, rollout.workload());
    Optional<String> quarantine = quarantines.reasonToWait(id);
    if (beyond.devices() == 0 && quarantine.isPresent()) {
      rollouts.waiting(id, "QUARANTINE", quarantine.get(), null);
      return SliderMode.WAITS;
    }
    rollouts.move(rollout, HANDING_OVER, EXPANDING);
    if (beyond.devices() > 0) {
      rollouts.sliderStays(id);
      journal.tell(
          Actor.SYSTEM.id(),
          "slider-stays",
          id,
          "All that was to be moved is moved; " + Words.sliderStays(beyond));
      return SliderMode.NONE;
    }
    reach.noteAlong(id, selection, rollout.workload());
    if (rollout.handover() == SliderMode.AUTOMATIC && delivery.canSetSlider(rollout.workload())) {
      return SliderMode.AUTOMATIC;
    }
    orderSlider(rollout, false);
    return SliderMode.PERSON;
  }

  /** Has Handover itself move the slider, where policy and the estate allow it. */
  public void orderSlider(String id) {
    RolloutRow rollout = rollouts.lock(id);
    if (rollout.state() != HANDING_OVER || rollout.handover() != SliderMode.AUTOMATIC) {
      throw new IllegalStateException(
          "The slider of rollout %s is not Handover's to move now.".formatted(id));
    }
    orderSlider(rollout, true);
  }

  private void orderSlider(RolloutRow rollout, boolean automatic) {
    sliders.order(rollout.id(), rollout.workload(), Slider.INTUNE, automatic);
    rollouts.waiting(
        rollout.id(),
        "SLIDER",
        "Waits until the slider of %s is read back at Intune."
            .formatted(rollout.workload().title()),
        null);
    journal.tell(
        Actor.SYSTEM.id(),
        "slider-ordered",
        rollout.id(),
        "The slider of %s is to be moved to Intune %s.%s"
            .formatted(
                rollout.workload().title(),
                automatic ? "by Handover" : "by a person",
                Words.takenAlong(reach.along(rollout.id()))));
  }

  /** The slider stands where it should; from here production is watched. */
  public void openWatch(String id) {
    RolloutRow rollout = rollouts.lock(id);
    if (sliders.open(id)) {
      throw new IllegalStateException(
          "The slider of rollout %s has not been read back yet.".formatted(id));
    }
    rollouts.move(rollout, WATCHING, HANDING_OVER);
    if (rollout.handover() != SliderMode.NONE) {
      journal.tell(
          Actor.SYSTEM.id(),
          "slider-moved",
          id,
          "The slider of %s has been read back at Intune.".formatted(rollout.workload().title()));
    }
  }

  /** The number of the watch over production: one more than the last wave's. */
  private int production(String id) {
    return jdbc.sql("select max(no) from wave where rollout_id = :id")
        .param("id", id)
        .query(Integer.class)
        .single();
  }

  private String name(String id, int no) {
    return Words.wave(no, production(id));
  }

  private void requirePassedBefore(String id, int no) {
    require(id, no, w -> w.state() == WaveState.PASSED);
  }

  /** For what moves nobody: a wave may have regressed since it passed. The next move waits. */
  private void requireJudgedBefore(String id, int no) {
    require(id, no, w -> w.state() == WaveState.PASSED || w.state() == WaveState.FAILED);
  }

  private void require(String id, int no, Predicate<WaveRow> before) {
    if (!waves.all(id).stream().allMatch(w -> w.no() >= no || before.test(w))) {
      throw new IllegalStateException(
          "Not every wave of rollout %s before wave %d has passed; nothing is moved."
              .formatted(id, no));
    }
  }
}
