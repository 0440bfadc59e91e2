package dev.handover.remote;

import dev.handover.remote.RemoteWorkflow.End;
import dev.handover.rollout.WatchSteps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the watch does about remote actions, after it has looked after the rollouts: orders syncs
 * after moves, sends, reads back, tells processes. A step that fails is logged and left for the
 * next cycle. Where nothing is due, that is all it asks the database.
 */
@Service
public class RemoteWatch {

  private static final Logger log = LoggerFactory.getLogger(RemoteWatch.class);

  private final RemoteStore store;
  private final SyncAfterMove syncs;
  private final Sender sender;
  private final Follower follower;
  private final RemoteApprovals approvals;
  private final RemoteWorkflow workflow;
  private final TransactionTemplate transaction;
  private final WatchSteps steps;

  RemoteWatch(
      RemoteStore store,
      SyncAfterMove syncs,
      Sender sender,
      Follower follower,
      RemoteApprovals approvals,
      RemoteWorkflow workflow,
      TransactionTemplate transaction,
      WatchSteps steps) {
    this.store = store;
    this.syncs = syncs;
    this.sender = sender;
    this.follower = follower;
    this.approvals = approvals;
    this.workflow = workflow;
    this.transaction = transaction;
    this.steps = steps;
  }

  /** One round. Must not run inside a transaction, nor inside a command of the engine. */
  public void cycle() {
    steps.run("order syncs after moves", syncs::order);
    if (!store.anythingDue()) {
      return;
    }
    steps.run("send remote actions", sender::send);
    steps.run("follow remote actions", follower::follow);
    steps.run("expire remote actions", this::expire);
    steps.run("tell ends of remote actions", this::tell);
  }

  private void expire() {
    for (ActionRow row : store.undecided()) {
      each(row, () -> approvals.expire(row.key()));
    }
  }

  private void tell() {
    for (ActionRow row : store.untold()) {
      each(
          row,
          () -> {
            if (!workflow.ended(row.key(), how(row.state()))) {
              log.warn("No process waited for the end of remote action {}.", row.key());
            }
            store.told(row.id());
          });
    }
  }

  private void each(ActionRow row, Runnable work) {
    try {
      transaction.executeWithoutResult(t -> work.run());
    } catch (RuntimeException e) {
      log.error("The watch could not look after remote action {}; the others go on.", row.key(), e);
    }
  }

  private static End how(Progress state) {
    return switch (state) {
      case DONE -> End.DONE;
      case TIMED_OUT -> End.UNKNOWN;
      default -> End.FAILED;
    };
  }
}
