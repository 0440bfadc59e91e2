package dev.handover.enablement;

import dev.handover.audit.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells what happened to an enablement, once: in the journal, for good, and in the log. */
@Component
class EnablementJournal {

  private static final Logger log = LoggerFactory.getLogger("handover.enablement");

  private final Journal journal;

  EnablementJournal(Journal journal) {
    this.journal = journal;
  }

  /**
   * @param action stable, kebab-case: {@code enablement-requested}
   * @param sentence what happened, for people
   */
  void tell(String actor, String action, String id, String sentence) {
    journal.append(actor, action, "enablement " + id, null, sentence);
    log.atInfo()
        .addKeyValue("enablement", id)
        .addKeyValue("event", action)
        .log("{} {}: {}", id, action, sentence);
  }
}
