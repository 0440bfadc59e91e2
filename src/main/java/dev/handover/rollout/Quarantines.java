package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;

import dev.handover.authority.Orders;
import dev.handover.authority.SliderOrders;
import dev.handover.device.DeviceCount;
import dev.handover.health.PartExtent;
import dev.handover.health.Strata.Stratum;
import dev.handover.health.StrataStore;
import dev.handover.health.StratumJudgement;
import dev.handover.health.WaveKey;
import dev.handover.security.Actor;
import dev.handover.workload.Slider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Parts of a wave that have failed where the wave as a whole has not: their devices go back, the
 * others go on without them, later waves leave such devices where they are, and a person releases
 * them once the cause is gone.
 *
 * <p>One part at a time, the worst: a site may only look bad because of a model that is there, and
 * is looked at again without it.
 */
@Service
@Transactional
public class Quarantines {

  private final QuarantineStore store;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final Orders orders;
  private final SliderOrders sliders;
  private final StrataStore strata;
  private final RolloutJournal journal;

  Quarantines(
      QuarantineStore store,
      RolloutStore rollouts,
      WaveStore waves,
      Orders orders,
      SliderOrders sliders,
      StrataStore strata,
      RolloutJournal journal) {
    this.store = store;
    this.rollouts = rollouts;
    this.waves = waves;
    this.orders = orders;
    this.sliders = sliders;
    this.strata = strata;
    this.journal = journal;
  }

  /**
   * Puts a part of a wave that has failed into quarantine; the caller holds the rollout's lock.
   *
   * @return false where that is for a person to decide: too much of the wave would be out of it, or
   *     the slider is at Intune, where no device goes back by itself
   */
  boolean impose(RolloutRow rollout, WaveRow wave, StratumJudgement failed) {
    if (sliders.mayHaveMoved(rollout.id(), Slider.INTUNE)) {
      return false;
    }
    Stratum part = failed.stratum();
    PartExtent extent = store.extent(rollout, wave, part);
    if (!extent.mayBeQuarantined()) {
      return false;
    }
    long id = store.begin(rollout, wave, part, Words.shortened(failed.sentence()));
    int back = orders.restoreQuarantined(rollout.id(), id, rollout.generation());
    strata.forget(new WaveKey(rollout.id(), wave.no()));
    waves.lookAnew(rollout.id());
    journal.tell(
        Actor.SYSTEM.id(),
        "part-quarantined",
        rollout.id(),
        "%s is put in quarantine: %s Of %s in %s, %s ordered back to Configuration Manager; the others go on."
            .formatted(
                part.title(),
                failed.sentence(),
                devices(extent.ofPart()),
                waves.name(rollout.id(), wave.no()),
                DeviceCount.of(back, "is", "are")));
    return true;
  }

  /** Leaves out of a wave that is about to be ordered what is in quarantine. */
  void keepOut(RolloutRow rollout, String wave, int no) {
    int kept = store.keepOut(rollout.id(), no);
    if (kept > 0) {
      journal.tell(
          Actor.SYSTEM.id(),
          "devices-in-quarantine",
          rollout.id(),
          "%s of %s in quarantine and not ordered."
              .formatted(
                  DeviceCount.of(kept, "device", "devices"), wave + (kept == 1 ? " is" : " are")));
    }
  }

  /** Why the slider may not go to Intune, and what to do about it; empty if it may. */
  Optional<String> reasonToWait(String rolloutId) {
    List<QuarantineView> standing =
        store.of(rolloutId).stream().filter(QuarantineView::standing).toList();
    return standing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Words.shortened(
                "In quarantine: %s. The slider would move these devices to Intune with the others, so it waits. Release them once the cause is gone; or cancel the rollout, which leaves the others at Intune."
                    .formatted(
                        standing.stream()
                            .map(QuarantineView::title)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * Rollouts of which only the slider is left to move, and that a quarantine holds, or has held.
   */
  List<String> beforeHandover() {
    return store.beforeHandover();
  }

  /** Those that stand first, then the others, the newest first. */
  @Transactional(readOnly = true)
  public List<QuarantineView> of(String rolloutId) {
    return store.of(rolloutId);
  }

  /**
   * Ends a quarantine: its devices join the next wave that is opened, which is approved with them.
   *
   * @throws Refused if this person may not, there is no such quarantine, it is released already, or
   *     its devices are still to be put back
   */
  public void release(String rolloutId, long quarantine, String reason, Actor actor) {
    RolloutRow rollout = rollouts.lock(rolloutId);
    RolloutDesk.requireAnotherManager(rollout, actor, "release a quarantine of");
    RolloutDesk.requireReason(reason);
    RolloutDesk.requireForward(rollout, "freed of a quarantine");
    QuarantineView view =
        store.of(rolloutId).stream()
            .filter(q -> q.id() == quarantine)
            .findFirst()
            .orElseThrow(
                () ->
                    Refused.unknown(
                        "Rollout %s has no quarantine %d.".formatted(rolloutId, quarantine)));
    if (!view.standing()) {
      throw Refused.conflict(
          "%s was released by %s already.".formatted(view.title(), view.releasedBy()));
    }
    int returning = orders.stillToGoBack(quarantine);
    if (returning > 0) {
      throw Refused.conflict(
          "%s of it still to be put back at the site; release it after that."
              .formatted(DeviceCount.of(returning, "device is", "devices are")));
    }
    store.release(quarantine, actor.id(), reason);
    journal.tell(
        actor.id(),
        "part-released",
        rolloutId,
        "%s is released from quarantine by %s: %s. %s"
            .formatted(view.title(), actor.id(), reason, next(rollout, view.devices())));
  }

  /**
   * Puts what has been released into a wave that is about to be opened.
   *
   * @return how many devices
   */
  int rejoin(RolloutRow rollout, int wave) {
    int joined = 0;
    for (long quarantine : store.released(rollout.id())) {
      orders.closeQuarantined(rollout.id(), quarantine);
      joined += store.joinWave(quarantine, wave);
    }
    return joined;
  }

  /** How many released devices no wave has taken up yet. */
  int released(String rolloutId) {
    return store.returnable(rolloutId);
  }

  private String next(RolloutRow rollout, int devices) {
    if (sliders.mayHaveMoved(rollout.id(), Slider.INTUNE)
        || rollout.state() == RolloutState.WATCHING) {
      return "No wave is left that could move its devices; they stay as they are.";
    }
    return store.nextWave(rollout.id()).isPresent()
        ? "%s the next wave that is opened."
            .formatted(DeviceCount.of(devices, "device joins", "devices join"))
        : "No wave is left: once all have passed, its devices make one more, or go with the slider if they are too few for that.";
  }
}
