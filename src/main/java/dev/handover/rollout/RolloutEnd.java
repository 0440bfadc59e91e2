package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.rollout.RolloutState.CANCELLED;
import static dev.handover.rollout.RolloutState.COMPLETED;
import static dev.handover.rollout.RolloutState.EXPANDING;
import static dev.handover.rollout.RolloutState.HANDING_OVER;
import static dev.handover.rollout.RolloutState.PILOTING;
import static dev.handover.rollout.RolloutState.PLANNED;
import static dev.handover.rollout.RolloutState.SCHEDULED;
import static dev.handover.rollout.RolloutState.WATCHING;

import dev.handover.authority.Direction;
import dev.handover.authority.Orders;
import dev.handover.authority.SliderOrders;
import dev.handover.device.DeviceCount;
import dev.handover.security.Actor;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How a rollout that is not put back ends: complete, or where it stands. */
@Service
@Transactional
public class RolloutEnd {

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final Orders orders;
  private final SliderOrders sliders;
  private final RolloutJournal journal;
  private final ApplicationEventPublisher events;

  RolloutEnd(
      RolloutStore rollouts,
      WaveStore waves,
      Orders orders,
      SliderOrders sliders,
      RolloutJournal journal,
      ApplicationEventPublisher events) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.orders = orders;
    this.sliders = sliders;
    this.journal = journal;
    this.events = events;
  }

  public void complete(String id) {
    RolloutRow rollout = rollouts.lock(id);
    if (!waves.all(id).stream().allMatch(w -> w.state() == WaveState.PASSED)) {
      throw new IllegalStateException(
          "Not every wave of rollout %s has passed; it cannot be complete.".formatted(id));
    }
    rollouts.move(rollout, COMPLETED, WATCHING);
    close(id);
    journal.tell(
        Actor.SYSTEM.id(),
        "rollout-completed",
        id,
        "'%s' is complete: Intune manages %s on %s."
            .formatted(rollout.title(), rollout.workload().title(), devices(orders.atIntune(id))));
  }

  /** Ends the rollout where it stands; what has been moved stays moved. */
  public void cancel(String id) {
    RolloutRow rollout = rollouts.lock(id);
    rollouts.move(
        rollout, CANCELLED, PLANNED, SCHEDULED, PILOTING, EXPANDING, HANDING_OVER, WATCHING);
    sliders.withdraw(id);
    close(id);
    int unconfirmed = orders.open(id, Direction.TO_INTUNE).unconfirmed();
    journal.tell(
        Actor.SYSTEM.id(),
        "rollout-cancelled",
        id,
        "'%s' is cancelled; %s at Intune%s."
            .formatted(
                rollout.title(),
                DeviceCount.of(orders.atIntune(id), "device stays", "devices stay"),
                unconfirmed == 0
                    ? ""
                    : ", and %,d more that were sent there and are not confirmed"
                        .formatted(unconfirmed)));
  }

  private void close(String id) {
    orders.supersede(id);
    rollouts.notWaiting(id);
    rollouts.calendarHold(id, null, null);
    rollouts.releaseLeases(id);
    events.publishEvent(new RolloutEnded(id));
  }
}
