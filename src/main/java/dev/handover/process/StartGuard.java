package dev.handover.process;

import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * A rollout begins at its beginning, and waves and rollbacks only inside a rollout. Without this
 * whoever may start a process could start one in the middle, under the id of another rollout.
 *
 * <p>Built in, so that "skip custom listeners" does not skip it.
 */
final class StartGuard extends AbstractBpmnParseListener implements ExecutionListener {

  private static final Set<String> CALLED_ONLY =
      Set.of("approval", "rolloutWave", "waveRegression", "rollback");

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity definition) {
    definition.addBuiltInListener(EVENTNAME_START, this);
  }

  @Override
  public void notify(DelegateExecution execution) {
    String key = ((ExecutionEntity) execution).getProcessDefinition().getKey();
    if (CALLED_ONLY.contains(key) && execution.getSuperExecution() == null) {
      throw new AuthorizationException("This process runs only as a part of a rollout.");
    }
    String first = execution.getCurrentActivityId();
    if (first == null || !first.startsWith("startEvent_")) {
      throw new AuthorizationException("A process starts at its start event, not at " + first);
    }
  }
}
