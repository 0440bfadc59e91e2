package dev.handover.remote;

import dev.handover.authority.CallBudget;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.ActionReply;
import dev.handover.estate.RemoteAction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Sends what is due to the tenant, each action once: what may have been sent is never sent again,
 * whatever became of the reply. Every step commits by itself. Call it outside of transactions.
 */
@Service
class Sender {

  /** The system whose budget this draws on; moves and rollbacks draw on the site's. */
  static final String SYSTEM = "intune";

  private static final Logger log = LoggerFactory.getLogger(Sender.class);

  /** A rollback that is ordered meanwhile waits for the watch no longer than this. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Duration AFTER_TROUBLE = Duration.ofMinutes(5);

  private final SendingStore store;
  private final Endings endings;
  private final RemoteStore actions;
  private final IntuneTenant tenant;
  private final CallBudget budget;
  private final Clock clock;
  private final LongSupplier nanos;

  @Autowired
  Sender(
      SendingStore store,
      Endings endings,
      RemoteStore actions,
      IntuneTenant tenant,
      CallBudget budget,
      Clock clock) {
    this(store, endings, actions, tenant, budget, clock, System::nanoTime);
  }

  /**
   * @param nanos real time, for calls take that
   */
  Sender(
      SendingStore store,
      Endings endings,
      RemoteStore actions,
      IntuneTenant tenant,
      CallBudget budget,
      Clock clock,
      LongSupplier nanos) {
    this.store = store;
    this.endings = endings;
    this.actions = actions;
    this.tenant = tenant;
    this.budget = budget;
    this.clock = clock;
    this.nanos = nanos;
  }

  void send() {
    store.takeOver();
    if (budget.closed().stream()
        .map(CallBudget.Closed::system)
        .anyMatch(Predicate.isEqual(SYSTEM))) {
      return;
    }
    budget.open(SYSTEM);
    store.dropNeedless();
    List<ActionRow> claimed = store.claim();
    long begun = nanos.getAsLong();
    for (int i = 0; i < claimed.size(); i++) {
      if (nanos.getAsLong() - begun > LONGEST.toNanos()) {
        store.release(claimed.subList(i, claimed.size()), clock.instant());
        return;
      }
      try {
        send(claimed.get(i));
      } catch (EstateException e) {
        Instant until = clock.instant().plus(e.retryAfter().orElse(AFTER_TROUBLE));
        // A throttled call has done nothing; of any other nobody knows.
        boolean done = e.retryAfter().isEmpty();
        if (done) {
          store.sent(claimed.get(i).id(), Progress.UNANSWERED);
        }
        store.release(claimed.subList(done ? i + 1 : i, claimed.size()), until);
        budget.close(SYSTEM, until, e.getMessage());
        log.info("Remote actions wait until {}: {}", until, e.getMessage());
        return;
      }
    }
  }

  private void send(ActionRow row) {
    if (!store.begin(row)) {
      refuse(row);
      return;
    }
    ActionReply reply = tenant.act(row.intuneId(), row.action());
    switch (reply) {
      case ACCEPTED -> store.sent(row.id(), Progress.SENT);
      case UNKNOWN_DEVICE ->
          endings.end(row, Progress.FAILED, "Intune knows no such device; nothing was sent.");
      case NOT_SUPPORTED ->
          endings.end(
              row,
              Progress.NOT_SUPPORTED,
              "Intune says that this device does not support it; nothing was done.");
    }
  }

  /** Somebody may have taken it over meanwhile; then it is theirs. */
  private void refuse(ActionRow row) {
    ActionRow now = actions.find(row.id()).orElse(row);
    RemoteAction action = row.action();
    if (now.state() != Progress.CLAIMED || !action.destructive()) {
      return;
    }
    String why =
        actions.stays(row.deviceId()).stream()
            .findFirst()
            .map(stay -> RemoteRules.unsettled(row.deviceName(), stay))
            .orElse("Another person has to approve it first.");
    endings.end(row, Progress.FAILED, "Not sent: " + why);
  }
}
