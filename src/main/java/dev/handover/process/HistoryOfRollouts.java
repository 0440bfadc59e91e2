package dev.handover.process;

import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.DbHistoryEventHandler;

/**
 * Keeps the history of all processes but the watch: a cycle every second would leave a quarter of a
 * million rows a day that say nothing. What a cycle did is in the journal, how long its steps took
 * in the meters.
 */
final class HistoryOfRollouts extends DbHistoryEventHandler {

  private static final String WATCH = "waveWatch";

  @Override
  public void handleEvent(HistoryEvent event) {
    if (!WATCH.equals(event.getProcessDefinitionKey())) {
      super.handleEvent(event);
    }
  }
}
