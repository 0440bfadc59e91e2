package dev.handover.rollout;

import static dev.handover.rollout.RolloutState.EXPANDING;
import static dev.handover.rollout.RolloutState.HANDING_OVER;
import static dev.handover.rollout.RolloutState.WATCHING;

import dev.handover.authority.Delivery;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.authority.SliderReach.Beyond;
import dev.handover.security.Actor;
import dev.handover.workload.Slider;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The last steps of a rollout that goes forward: its slider, as {@link RolloutLife} its waves. */
@Service
@Transactional
public class SliderSteps {

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans plans;
  private final SliderOrders sliders;
  private final SliderReach reach;
  private final Delivery delivery;
  private final Readiness readiness;
  private final Quarantines quarantines;
  private final LateJoiners late;
  private final RolloutJournal journal;

  SliderSteps(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans plans,
      SliderOrders sliders,
      SliderReach reach,
      Delivery delivery,
      Readiness readiness,
      Quarantines quarantines,
      LateJoiners late,
      RolloutJournal journal) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.plans = plans;
    this.sliders = sliders;
    this.reach = reach;
    this.delivery = delivery;
    this.readiness = readiness;
    this.quarantines = quarantines;
    this.late = late;
    this.journal = journal;
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
    waves.requireBefore(id, waves.production(id), WaveState.JUDGED);
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
}
