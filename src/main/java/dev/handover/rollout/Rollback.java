package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.authority.Delivery;
import dev.handover.authority.Direction;
import dev.handover.authority.Orders;
import dev.handover.authority.SliderOrders;
import dev.handover.security.Actor;
import dev.handover.workload.Slider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The steps of putting a rollout back: possible at any stage, and able to begin again anywhere. */
@Service
@Transactional
public class Rollback {

  /** How long devices have to come back before a person looks at those that have not. */
  static final Duration TIME_TO_COME_BACK = Duration.ofDays(1);

  private static final double USUAL = .9;

  private static final String NOTHING_MOVED = "No device had been moved, so none has to go back.";

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final Orders orders;
  private final SliderOrders sliders;
  private final Delivery delivery;
  private final ResidueQueries residue;
  private final RolloutJournal journal;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Rollback(
      RolloutStore rollouts,
      WaveStore waves,
      Orders orders,
      SliderOrders sliders,
      Delivery delivery,
      ResidueQueries residue,
      RolloutJournal journal,
      ApplicationEventPublisher events,
      Clock clock) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.orders = orders;
    this.sliders = sliders;
    this.delivery = delivery;
    this.residue = residue;
    this.journal = journal;
    this.events = events;
    this.clock = clock;
  }

  /**
   * From the end of this call on, no further device is moved forward. Does nothing where the
   * rollback has begun already.
   */
  void begin(String id, int fromWave, String reason, String actor) {
    RolloutRow rollout = rollouts.lock(id);
    if (!rollout.state().goesForward()) {
      return;
    }
    rollouts.rollingBack(id, fromWave, Words.shortened(reason));
    orders.supersede(id);
    rollouts.waiting(id, "NEXT_STEP", "What has moved is ordered back at once.", null);
    journal.tell(
        actor,
        "rollback-started",
        id,
        "'%s' goes back%s: %s"
            .formatted(
                rollout.title(), fromWave == 0 ? "" : " from wave " + fromWave + " on", reason));
  }

  /**
   * Orders back every device that was moved.
   *
   * @return how the slider goes back to Pilot Intune, if this rollout has moved it
   */
  public SliderMode orderRestore(String id) {
    begin(id, 0, "the process asked for it", Actor.SYSTEM.id());
    RolloutRow rollout = rollouts.lock(id);
    int from = Objects.requireNonNullElse(rollout.rollbackFrom(), 0);
    waves.rollBack(id, from, WaveState.ROLLING_BACK);
    int ordered = orders.restore(id, from, rollout.generation());
    boolean nothing = orders.open(id, Direction.TO_CONFIGMGR).total() == 0;
    journal.tell(
        Actor.SYSTEM.id(),
        "restore-ordered",
        id,
        nothing
            ? NOTHING_MOVED
            : "%s ordered back to Configuration Manager.".formatted(devices(ordered)));
    Instant until = clock.instant().plus(TIME_TO_COME_BACK);
    rollouts.backBy(id, until);
    rollouts.waiting(
        id,
        "DEVICES_BACK",
        nothing
            ? NOTHING_MOVED
            : "Waits until both systems report every device back." + wayThere(id),
        until);
    boolean sliderMoved = sliders.mayHaveMoved(id, Slider.INTUNE);
    sliders.withdraw(id);
    if (!sliderMoved) {
      return SliderMode.NONE;
    }
    if (rollout.handover() == SliderMode.AUTOMATIC && delivery.canSetSlider(rollout.workload())) {
      return SliderMode.AUTOMATIC;
    }
    sliders.order(id, rollout.workload(), Slider.PILOT_INTUNE, false);
    return SliderMode.PERSON;
  }

  /** The best that is known of how long they will take. */
  private String wayThere(String id) {
    return orders
        .pilotConfirmedWithin(id, USUAL)
        .map(Words::of)
        .map(" On the way there, nine in ten of the pilot were reported within %s."::formatted)
        .orElse("");
  }

  /** Has Handover itself move the slider back, where policy and the estate allow it. */
  public void orderSliderBack(String id) {
    RolloutRow rollout = rollouts.lock(id);
    if (rollout.state() != RolloutState.ROLLING_BACK
        || rollout.handover() != SliderMode.AUTOMATIC) {
      throw new IllegalStateException(
          "The slider of rollout %s is not Handover's to move now.".formatted(id));
    }
    sliders.order(id, rollout.workload(), Slider.PILOT_INTUNE, true);
  }

  /** Everything is back, or a person has taken note of what is not. */
  public void close(String id) {
    RolloutRow rollout = rollouts.lock(id);
    Orders.Open open = orders.open(id, Direction.TO_CONFIGMGR);
    if (open.undelivered() > 0) {
      throw new IllegalStateException(
          "%s of rollout %s not even ordered back at the site."
              .formatted(devices(open.undelivered()), id));
    }
    waves.rollBack(
        id, Objects.requireNonNullElse(rollout.rollbackFrom(), 0), WaveState.ROLLED_BACK);
    rollouts.move(rollout, RolloutState.ROLLED_BACK, RolloutState.ROLLING_BACK);
    rollouts.notWaiting(id);
    rollouts.releaseLeases(id);
    events.publishEvent(new RolloutEnded(id));
    int exceptions = open.unconfirmed() + open.failed();
    journal.tell(
        Actor.SYSTEM.id(),
        "rollout-rolled-back",
        id,
        "'%s' has been put back: %s"
            .formatted(
                rollout.title(),
                open.total() == 0
                    ? "no device had been moved, so none had to go back."
                    : "%s confirmed at Configuration Manager by both systems%s."
                        .formatted(
                            devices(open.confirmed()),
                            exceptions == 0
                                ? ""
                                : ", %s not yet confirmed".formatted(number(exceptions)))));
    residue
        .report(id)
        .ifPresent(
            report -> journal.tell(Actor.SYSTEM.id(), "residue-reported", id, report.sentence()));
  }
}
