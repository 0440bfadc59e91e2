package dev.handover.enablement;

import dev.handover.enablement.EnrolmentVerdict.Verdict;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.rollout.WatchSteps;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the watch does about enablements, after the fleet has been read: reads automatic enrolment
 * and who failed to enrol, sets what Handover is to set, judges, tells the process. A step that
 * fails is logged and left for the next cycle.
 */
@Service
public class EnablementWatch {

  private static final Logger log = LoggerFactory.getLogger(EnablementWatch.class);

  /** How long the site may take to show again what was; on the estate's clock. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofDays(1);

  private final EnrolmentReading reading;
  private final EnrolmentOrders orders;
  private final EnablementStore store;
  private final EnrolmentDevices devices;
  private final EnablementWorkflow workflow;
  private final EnablementJournal journal;
  private final ConfigMgrSite site;
  private final TransactionTemplate transaction;
  private final WatchSteps steps;
  private final Clock clock;

  EnablementWatch(
      EnrolmentReading reading,
      EnrolmentOrders orders,
      EnablementStore store,
      EnrolmentDevices devices,
      EnablementWorkflow workflow,
      EnablementJournal journal,
      ConfigMgrSite site,
      TransactionTemplate transaction,
      WatchSteps steps,
      Clock clock) {
    this.reading = reading;
    this.orders = orders;
    this.store = store;
    this.devices = devices;
    this.workflow = workflow;
    this.journal = journal;
    this.site = site;
    this.transaction = transaction;
    this.steps = steps;
    this.clock = clock;
  }

  /** One round. Must not run inside a transaction, nor inside a command of the engine. */
  public void cycle() {
    steps.run("read enrolments", reading::read);
    if (store.running().isEmpty()) {
      return;
    }
    steps.run("set automatic enrolment", () -> orders.deliver(site));
    steps.run(
        "look after the enablement", () -> transaction.executeWithoutResult(t -> lookAfter()));
  }

  private void lookAfter() {
    EnablementRow row = store.running().map(r -> store.lock(r.id())).orElse(null);
    if (row == null || row.state().ended()) {
      return;
    }
    boolean confirmed = orders.confirm(row.id());
    switch (row.state()) {
      case SETTING -> {
        if (confirmed) {
          set(row);
          workflow.isSet(row.id());
          judge(store.get(row.id()));
        } else if (orders.openSince(row.id()).isPresent()) {
          judge(row, unset(row));
        }
      }
      case ENROLLING -> judge(row);
      case PUTTING_BACK -> putBack(row.id());
      default -> {
        // A person is asked, or it has ended.
      }
    }
  }

  private void set(EnablementRow row) {
    store.deadline(row.id(), clock.instant().plus(row.within()));
    store.state(row.id(), EnablementState.ENROLLING);
    journal.tell(
        Actor.SYSTEM.id(),
        "enablement-set",
        row.id(),
        "The site shows automatic enrolment as %s; devices enrol."
            .formatted(SiteSetting.words(row.stage(), row.collectionName())));
  }

  private void putBack(String id) {
    Optional<Instant> since = orders.openSince(id);
    if (since.isEmpty() && orders.any(id)) {
      workflow.isBack(id);
    } else if (since.isPresent() && !clock.instant().isBefore(since.get().plus(ASK_AGAIN_AFTER))) {
      // Where a person is asked already, this waits for their answer.
      workflow.isNotBack(id);
    }
  }

  private EnrolmentVerdict unset(EnablementRow row) {
    return EnrolmentVerdict.setting(
        SiteSetting.words(row.stage(), row.collectionName()),
        reading.setting().map(SiteSetting::words).orElse("nothing"),
        row.deadlineAt(),
        clock.instant());
  }

  private void judge(EnablementRow row) {
    judge(
        row,
        row.stage() == AutoEnrolment.NONE
            ? new EnrolmentVerdict(Verdict.PASSED, "Automatic enrolment is None; nothing enrols.")
            : EnrolmentVerdict.of(
                devices.counts(row), row.minEnrolled(), row.deadlineAt(), clock.instant()));
  }

  private void judge(EnablementRow row, EnrolmentVerdict verdict) {
    if (row.verdict() != verdict.verdict() || !verdict.sentence().equals(row.sentence())) {
      store.judged(row.id(), verdict);
    }
    if (verdict.verdict().decided()) {
      boolean enabled = verdict.verdict() == Verdict.PASSED && row.stage() == row.goal();
      // Where it does not wait yet, it is told in the next cycle.
      workflow.judged(row.id(), enabled);
    }
  }
}
