package dev.handover.process;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.spring.boot.starter.configuration.Ordering;
import org.camunda.bpm.spring.boot.starter.configuration.impl.AbstractCamundaConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What the engine must be so that the processes mean what they say. */
@Component
@Order(Ordering.DEFAULT_ORDER + 10)
final class EngineRules extends AbstractCamundaConfiguration {

  private final ObjectProvider<CurrentBrief> currentBrief;

  private final ObjectProvider<TaskTurn> turn;

  private final ObjectProvider<OthersTasks> others;

  EngineRules(
      ObjectProvider<CurrentBrief> currentBrief,
      ObjectProvider<TaskTurn> turn,
      ObjectProvider<OthersTasks> others) {
    this.currentBrief = currentBrief;
    this.turn = turn;
    this.others = others;
  }

  @Override
  public void preInit(SpringProcessEngineConfiguration engine) {
    engine.setTaskService(new AnswersOnlyTaskService(turn::getObject));
    engine.setFormService(new AnswersOnlyFormService(currentBrief::getObject, turn::getObject));
    engine.setFilterService(new OwnTasksFilterService(others::getObject));
    List<BpmnParseListener> listeners = new ArrayList<>();
    if (engine.getCustomPreBPMNParseListeners() != null) {
      listeners.addAll(engine.getCustomPreBPMNParseListeners());
    }
    listeners.add(new StartGuard());
    engine.setCustomPreBPMNParseListeners(listeners);
    engine.setCustomPreCommandInterceptorsTxRequired(List.of(new RefusalsTold()));
    engine.setCustomIncidentHandlers(List.of(new StuckSteps()));
    // What is thrown is told by who asked: to a person as a sentence, of a job as an incident.
    engine.setEnableCmdExceptionLogging(false);
    // A changed cycle of the watch counts from the next cycle on, not from the next deployment.
    engine.setReevaluateTimeCycleWhenDue(true);
    engine.setEnableDefaultDbHistoryEventHandler(false);
    engine.getCustomHistoryEventHandlers().add(new HistoryOfRollouts());
    // Without a window nothing is ever cleaned up.
    if (engine.getHistoryCleanupBatchWindowStartTime() == null) {
      engine.setHistoryCleanupBatchWindowStartTime("00:00");
      engine.setHistoryCleanupBatchWindowEndTime("23:59");
    }
  }
}
