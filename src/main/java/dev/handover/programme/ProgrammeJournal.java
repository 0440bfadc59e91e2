package dev.handover.programme;

import dev.handover.audit.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells what happened to a programme, once: in the journal, for good, and in the log. */
@Component
class ProgrammeJournal {

  private static final Logger log = LoggerFactory.getLogger("handover.programme");

  private final Journal journal;

  ProgrammeJournal(Journal journal) {
    this.journal = journal;
  }

  /**
   * @param action stable, kebab-case: {@code programme-stopped}
   * @param sentence what happened, for people
   */
  void tell(String actor, String action, String programmeId, String sentence) {
    journal.append(actor, action, "programme " + programmeId, null, sentence);
    log.atInfo()
        .addKeyValue("programme", programmeId)
        .addKeyValue("event", action)
        .log("{} {}: {}", programmeId, action, sentence);
  }
}
