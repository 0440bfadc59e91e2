package dev.handover.rollout;

import dev.handover.audit.Journal;
import dev.handover.security.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells what happened to a rollout, once: in the journal, for good, and as a line in the log. */
@Component
class RolloutJournal {

  private static final Logger log = LoggerFactory.getLogger("handover.rollout");

  private final Journal journal;

  RolloutJournal(Journal journal) {
    this.journal = journal;
  }

  void rollbackHeld(String rolloutId) {
    tell(
        Actor.SYSTEM.id(),
        "rollback-held",
        rolloutId,
        "The plan would put everything back; policy has a person decide. Nothing moves on.");
  }

  /** Of whom it is for, so that they can be told. */
  void taskDelegated(String actor, String to, String rolloutId, String sentence) {
    journal.append(actor, "task-delegated", "user " + to, rolloutId, sentence);
    log("task-delegated", rolloutId, sentence);
  }

  /**
   * @param action stable, kebab-case: {@code wave-ordered}
   * @param sentence what happened, for people
   */
  void tell(String actor, String action, String rolloutId, String sentence) {
    journal.append(actor, action, "rollout " + rolloutId, rolloutId, sentence);
    log(action, rolloutId, sentence);
  }

  /** With the rollout and the event apart, for logs that are searched by them. */
  private static void log(String action, String rolloutId, String sentence) {
    log.atInfo()
        .addKeyValue("rollout", rolloutId)
        .addKeyValue("event", action)
        .log("{} {}: {}", rolloutId, action, sentence);
  }
}
