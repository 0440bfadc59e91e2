package dev.handover.remote;

import dev.handover.audit.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells what happened to remote actions, once: in the journal, for good, and in the log. */
@Component
class RemoteJournal {

  private static final Logger log = LoggerFactory.getLogger("handover.remote");

  private final Journal journal;

  RemoteJournal(Journal journal) {
    this.journal = journal;
  }

  /**
   * @param action stable, kebab-case: {@code remote-action-requested}
   * @param sentence what happened, for people
   */
  void tell(String actor, String action, ActionRow row, String sentence) {
    tell(actor, action, "remote action " + row.key(), row.rolloutId(), sentence);
  }

  /** Of many devices of a wave at once. */
  void ofWave(String actor, String action, String rolloutId, int wave, String sentence) {
    tell(actor, action, "rollout %s, wave %d".formatted(rolloutId, wave), rolloutId, sentence);
  }

  private void tell(String actor, String action, String subject, String rollout, String sentence) {
    journal.append(actor, action, subject, rollout, sentence);
    log.atInfo()
        .addKeyValue("rollout", rollout)
        .addKeyValue("event", action)
        .log("{} {}: {}", subject, action, sentence);
  }
}
