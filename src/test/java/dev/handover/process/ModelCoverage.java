package dev.handover.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.PvmActivity;
import org.camunda.bpm.engine.impl.pvm.PvmTransition;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.process.TransitionImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.spring.boot.starter.configuration.impl.AbstractCamundaConfiguration;

/** Which flow nodes and sequence flows of the models no test has come by. */
final class ModelCoverage extends AbstractCamundaConfiguration {

  private final Set<String> drawn = new ConcurrentSkipListSet<>();
  private final Set<String> visited = new ConcurrentSkipListSet<>();

  @Override
  public void preInit(SpringProcessEngineConfiguration engine) {
    List<BpmnParseListener> listeners = new ArrayList<>();
    if (engine.getCustomPostBPMNParseListeners() != null) {
      listeners.addAll(engine.getCustomPostBPMNParseListeners());
    }
    listeners.add(new Recorder());
    engine.setCustomPostBPMNParseListeners(listeners);
  }

  Set<String> missed() {
    Set<String> missed = new TreeSet<>(drawn);
    missed.removeAll(visited);
    return missed;
  }

  private final class Recorder extends AbstractBpmnParseListener {

    @Override
    public void parseRootElement(Element root, List<ProcessDefinitionEntity> definitions) {
      definitions.forEach(definition -> record(definition.getKey(), definition));
    }

    private void record(String process, ScopeImpl scope) {
      for (PvmActivity activity : scope.getActivities()) {
        String node = process + " " + activity.getId();
        drawn.add(node);
        ((ActivityImpl) activity).addBuiltInListener(ExecutionListener.EVENTNAME_START, see(node));
        for (PvmTransition transition : activity.getOutgoingTransitions()) {
          String flow = process + " " + transition.getId();
          drawn.add(flow);
          ((TransitionImpl) transition).addListener(ExecutionListener.EVENTNAME_TAKE, see(flow));
        }
        record(process, (ScopeImpl) activity);
      }
    }

    private ExecutionListener see(String id) {
      return (DelegateExecution execution) -> visited.add(id);
    }
  }
}
