package dev.handover.rollout;

import dev.handover.authority.Confirmations;
import dev.handover.authority.Delivery;
import dev.handover.authority.Direction;
import dev.handover.authority.DriftStore;
import dev.handover.authority.Orders;
import dev.handover.authority.ReadBack;
import dev.handover.authority.SliderOrders;
import dev.handover.health.HealthReader;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one poller: delivers what is ordered, reads back what has happened, judges, and tells the
 * processes that wait for it. Each rollout is told in a transaction of its own, and a step or a
 * rollout that fails is logged and left for the next cycle, so that it holds up nobody else.
 */
@Service
public class RolloutWatch {

  private static final Logger log = LoggerFactory.getLogger(RolloutWatch.class);

  private final OwnAbsence absence;
  private final CalendarHold calendar;
  private final Holds holds;
  private final DecisionReminders reminders;
  private final Delivery delivery;
  private final ReadBack readBack;
  private final DriftStore drift;
  private final Confirmations confirmations;
  private final SliderOrders sliders;
  private final HealthReader health;
  private final LateJoiners late;
  private final ClearToMove clearToMove;
  private final WaveGuard guard;
  private final Judge judge;
  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final Orders orders;
  private final RolloutWorkflow workflow;
  private final TransactionTemplate transaction;
  private final OldLooks oldLooks;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final WatchSteps steps;

  RolloutWatch(
      OwnAbsence absence,
      CalendarHold calendar,
      Holds holds,
      DecisionReminders reminders,
      Delivery delivery,
      ReadBack readBack,
      DriftStore drift,
      Confirmations confirmations,
      SliderOrders sliders,
      HealthReader health,
      LateJoiners late,
      ClearToMove clearToMove,
      WaveGuard guard,
      Judge judge,
      WaveStore waves,
      RolloutStore rollouts,
      Orders orders,
      RolloutWorkflow workflow,
      TransactionTemplate transaction,
      OldLooks oldLooks,
      JdbcClient jdbc,
      Clock clock,
      WatchSteps steps) {
    this.absence = absence;
    this.calendar = calendar;
    this.holds = holds;
    this.reminders = reminders;
    this.delivery = delivery;
    this.readBack = readBack;
    this.drift = drift;
    this.confirmations = confirmations;
    this.sliders = sliders;
    this.health = health;
    this.late = late;
    this.clearToMove = clearToMove;
    this.guard = guard;
    this.judge = judge;
    this.waves = waves;
    this.rollouts = rollouts;
    this.orders = orders;
    this.workflow = workflow;
    this.transaction = transaction;
    this.oldLooks = oldLooks;
    this.jdbc = jdbc;
    this.clock = clock;
    this.steps = steps;
  }

  /** One round. Must not run inside a transaction, nor inside a command of the engine. */
  public void cycle() {
    steps.run("notice its own absence", absence::notice);
    steps.run("keep the calendar", calendar::look);
    steps.run("keep deadlines", holds::look);
    steps.run("remind of decisions", () -> each(reminders.due(), reminders::remind));
    steps.run("deliver orders", delivery::deliver);
    steps.run("read the estate back", readBack::read);
    steps.run("follow drift", drift::follow);
    steps.run("confirm orders", confirmations::confirm);
    steps.run("confirm sliders", sliders::confirm);
    steps.run("read health", health::read);
    steps.run("count late joiners", late::notice);
    steps.run(
        "let waves soak", () -> transaction.executeWithoutResult(t -> waves.soakWhereConfirmed()));
    // Before anything is cleared: nobody moves on what is known to be bad.
    steps.run("guard passed waves", guard::look);
    steps.run("clear waves to move", clearToMove::look);
    steps.run("judge waves", judge::judge);
    steps.run("follow sliders", () -> each(waitingForSlider(), this::sliderConfirmed));
    steps.run("follow rollbacks", () -> each(rollingBack(), this::devicesBack));
    steps.run("forget old looks", oldLooks::forget);
  }

  private void each(List<String> rolloutIds, Consumer<String> look) {
    for (String id : rolloutIds) {
      try {
        transaction.executeWithoutResult(t -> look.accept(id));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("rollout", id)
            .setCause(e)
            .log("The watch could not look after rollout {}; the others go on.", id);
      }
    }
  }

  private List<String> waitingForSlider() {
    return jdbc.sql(
            """
            select r.id from rollout r
            where r.state in ('HANDING_OVER', 'ROLLING_BACK')
              and exists (select 1 from slider_order o where o.rollout_id = r.id)
              and not exists (
                select 1 from slider_order o where o.rollout_id = r.id and o.state = 'ORDERED')
              and not (r.state = 'HANDING_OVER' and exists (
                select 1 from wave f where f.rollout_id = r.id and f.state = 'FAILED'))""")
        .query(String.class)
        .list();
  }

  /** Messages that nobody waits for are not heard; the next cycle says it again. */
  private void sliderConfirmed(String id) {
    workflow.sliderConfirmed(id);
  }

  private List<String> rollingBack() {
    return jdbc.sql("select id from rollout where state = 'ROLLING_BACK' order by id")
        .query(String.class)
        .list();
  }

  /** Told once all are back, or once those that are not have had their time. */
  private void devicesBack(String id) {
    Orders.Open open = orders.open(id, Direction.TO_CONFIGMGR);
    if (open.undelivered() > 0) {
      return;
    }
    if (open.unconfirmed() + open.failed() == 0) {
      workflow.devicesBack(id, false);
    } else if (!clock.instant().isBefore(rollouts.get(id).backBy())) {
      workflow.devicesBack(id, true);
    }
  }
}
