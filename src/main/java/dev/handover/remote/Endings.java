package dev.handover.remote;

import dev.handover.security.Actor;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Ends actions, and tells the end of those that people asked for device by device. */
@Service
class Endings {

  private final RemoteStore store;
  private final RemoteJournal journal;

  Endings(RemoteStore store, RemoteJournal journal) {
    this.store = store;
    this.journal = journal;
  }

  /**
   * @param why null where it is done
   */
  @Transactional
  public void end(ActionRow row, Progress state, String why) {
    if (store.lock(row.id()).state().ended()) {
      return;
    }
    store.end(row.id(), state, why);
    if (row.rolloutId() == null) {
      journal.tell(
          Actor.SYSTEM.id(),
          "remote-action-" + state.name().toLowerCase().replace('_', '-'),
          row,
          "%s of %s: %s"
              .formatted(row.action().title(), row.deviceName(), why == null ? "done." : why));
    }
  }
}
